package dev.parley.http;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import com.sun.net.httpserver.HttpExchange;
import dev.parley.node.ChatService;
import dev.parley.node.ChatService.NodeStatus;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/**
 * How the node and its cluster are, over HTTP, for people and programs: read only. A request waits
 * for the replica for a second at most; a node too busy for that answers 503.
 */
public final class HttpServer implements AutoCloseable {
  /** Requests served at once; others wait in the kernel's queue. */
  private static final int THREADS = 2;

  private static final int BACKLOG = 32;
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final com.sun.net.httpserver.HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, daemons());
  private final ActorSystem<?> system;
  private final ActorRef<ChatService.Command> replica;
  private final String cluster;

  private HttpServer(
      com.sun.net.httpserver.HttpServer server,
      String cluster,
      ActorSystem<?> system,
      ActorRef<ChatService.Command> replica) {
    this.server = server;
    this.cluster = cluster;
    this.system = system;
    this.replica = replica;
  }

  private static ThreadFactory daemons() {
    return task -> {
      var thread = new Thread(task, "http");
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Serves at {@code host}:{@code port} until it is closed. */
  public static HttpServer start(
      String host,
      int port,
      String cluster,
      ActorSystem<?> system,
      ActorRef<ChatService.Command> replica)
      throws IOException {
    // Without it every answer waits for the client's delayed acknowledgement, some 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    var server =
        com.sun.net.httpserver.HttpServer.create(new InetSocketAddress(host, port), BACKLOG);
    var http = new HttpServer(server, cluster, system, replica);
    server.setExecutor(http.threads);
    server.createContext("/", http::handle);
    server.start();
    return http;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var method = exchange.getRequestMethod();
      if (!method.equals("GET") && !method.equals("HEAD")) {
        answer(exchange, 405, "text/plain", "Only GET is answered here.\n");
        return;
      }
      switch (exchange.getRequestURI().getPath()) {
        case "/" ->
            withStatus(exchange, status -> ClusterReport.page(cluster, status), "text/html");
        case "/api/cluster" ->
            withStatus(exchange, s -> ClusterReport.json(cluster, s), "application/json");
        case "/alive" -> answer(exchange, 200, "text/plain", "alive\n");
        case "/ready" -> ready(exchange);
        default ->
            answer(exchange, 404, "text/plain", "There is /, /api/cluster, /alive and /ready.\n");
      }
    }
  }

  private interface Report {
    String of(NodeStatus status);
  }

  private void withStatus(HttpExchange exchange, Report report, String type) throws IOException {
    var status = status();
    if (status.isPresent()) answer(exchange, 200, type, report.of(status.get()));
    else answer(exchange, 503, "text/plain", "The node is too busy to say: try again.\n");
  }

  private void ready(HttpExchange exchange) throws IOException {
    var state = status().map(NodeStatus::state).orElse("busy");
    answer(exchange, state.equals("member") ? 200 : 503, "text/plain", state + "\n");
  }

  private Optional<NodeStatus> status() {
    try {
      return Optional.of(
          AskPattern.<ChatService.Command, NodeStatus>ask(
                  replica, ChatService.AskStatus::new, PATIENCE, system.scheduler())
              .toCompletableFuture()
              .join());
    } catch (CompletionException e) {
      return Optional.empty();
    }
  }

  private static void answer(HttpExchange exchange, int code, String type, String body)
      throws IOException {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    var headers = exchange.getResponseHeaders();
    headers.set("Content-Type", type + "; charset=utf-8");
    headers.set("Cache-Control", "no-store");
    headers.set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
    boolean isHead = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(code, isHead ? -1 : bytes.length);
    if (!isHead) exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
