package dev.parley.http;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import com.sun.net.httpserver.HttpExchange;
import dev.parley.node.ChatService;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/**
 * How the node and its cluster are, over HTTP, for people and programs, and what an operator may do
 * about it. A node that is too busy to answer says so with 503.
 */
public final class HttpServer implements AutoCloseable {
  /** Requests served at once; others wait in the kernel's queue. */
  private static final int THREADS = 4;

  private static final int BACKLOG = 32;

  /** Of what is posted; a password is all that ever is. */
  private static final int MAX_BODY_BYTES = 4_096;

  private final com.sun.net.httpserver.HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, daemons());
  private final Api api;
  private final OperatorDesk operator;

  private HttpServer(com.sun.net.httpserver.HttpServer server, Api api, OperatorDesk operator) {
    this.server = server;
    this.api = api;
    this.operator = operator;
  }

  private static ThreadFactory daemons() {
    return task -> {
      var thread = new Thread(task, "http");
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Serves until it is closed. */
  public static HttpServer start(
      HttpSettings settings, ActorSystem<?> system, ActorRef<ChatService.Command> replica)
      throws IOException {
    // Without it every answer waits for the client's delayed acknowledgement, some 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    var address = new InetSocketAddress(settings.host(), settings.port());
    var server = com.sun.net.httpserver.HttpServer.create(address, BACKLOG);
    var http =
        new HttpServer(
            server,
            new Api(settings.cluster(), system, replica),
            new OperatorDesk(settings, system, replica));
    server.setExecutor(http.threads);
    server.createContext("/", http::handle);
    server.start();
    return http;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var path = exchange.getRequestURI().getPath();
      switch (exchange.getRequestMethod()) {
        case "GET", "HEAD" -> answer(exchange, api.get(path));
        case "POST" ->
            answer(exchange, operator.post(path, authorization(exchange), body(exchange)));
        default -> answer(exchange, Answer.text(405, "Only GET and POST are answered here."));
      }
    }
  }

  private static Optional<String> authorization(HttpExchange exchange) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"));
  }

  private static String body(HttpExchange exchange) throws IOException {
    var bytes = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static void answer(HttpExchange exchange, Answer answer) throws IOException {
    var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    var headers = exchange.getResponseHeaders();
    headers.set("Content-Type", answer.type() + "; charset=utf-8");
    headers.set("Cache-Control", "no-store");
    headers.set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
    boolean isHead = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(answer.code(), isHead ? -1 : bytes.length);
    if (!isHead) exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
