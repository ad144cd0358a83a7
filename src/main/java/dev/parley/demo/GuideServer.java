package dev.parley.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * The page of the demonstration, at an address of loopback: what a server that runs shows, so that
 * the page outlives each of them, and {@code /api/demo}, at which faults are made. The servers
 * themselves have no such address.
 */
public final class GuideServer implements AutoCloseable {
  /** Each is one request, or one stream of events, of which a page has two; others wait. */
  static final int MAX_THREADS = 64;

  private static final String STATE = "/api/demo";
  private static final Pattern ACT = Pattern.compile("/api/demo/(\\w{1,20})/([\\w-]{1,20})");
  private static final String WRITE = "write";

  private final HttpServer server;
  private final Guard guard;
  private final Stage stage;
  private final Relay relay;

  private GuideServer(HttpServer server, String token, Stage stage, Relay relay) {
    this.server = server;
    this.guard = new Guard(server.getAddress().getPort(), token);
    this.stage = stage;
    this.relay = relay;
  }

  /** Serves at once. {@code pageOffset}: how far a server's page is from its port for clients. */
  public static GuideServer start(int port, String token, Stage stage, int pageOffset)
      throws IOException {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    var guide =
        new GuideServer(
            HttpServer.create(address, MAX_THREADS), token, stage, new Relay(stage, pageOffset));
    guide.server.createContext("/", guide::handle);
    guide.server.setExecutor(
        new ThreadPoolExecutor(
            MAX_THREADS, MAX_THREADS, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>()));
    guide.server.start();
    return guide;
  }

  public int port() {
    return server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!guard.isOurs(header(exchange, "Host"), header(exchange, "Origin"))) {
        refuse(exchange, 403, "This page has the address http://127.0.0.1:" + port() + " only.");
      } else if (exchange.getRequestMethod().equals("GET")) {
        get(exchange);
      } else if (exchange.getRequestMethod().equals("POST")) {
        post(exchange);
      } else {
        refuse(exchange, 405, "Only GET and POST are supported here: use one of them.");
      }
    }
  }

  static Optional<String> header(HttpExchange exchange, String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
  }

  private void get(HttpExchange exchange) throws IOException {
    if (exchange.getRequestURI().getPath().equals(STATE)) answer(exchange, 200, state());
    else if (!relay.pass(exchange))
      refuse(exchange, 503, "No server runs: start one, and ask again.");
  }

  private void post(HttpExchange exchange) throws IOException {
    if (!guard.hasToken(header(exchange, "Authorization"))) {
      refuse(exchange, 401, "This needs the address that 'parley demo' has printed, whole.");
      return;
    }
    var refusal = act(exchange.getRequestURI());
    if (refusal.isPresent()) refuse(exchange, 409, refusal.get());
    else answer(exchange, 200, state());
  }

  /** Why it is not done. */
  private Optional<String> act(URI asked) {
    var words = ACT.matcher(String.valueOf(asked.getPath()));
    if (!words.matches()) return Optional.of("There is nothing to do at this address.");
    if (words.group(1).equals(WRITE)) return stage.write(words.group(2));
    var act = Act.ofWord(words.group(1));
    var on =
        stage.servers().stream()
            .filter(server -> Integer.toString(server.port()).equals(words.group(2)))
            .findAny();
    if (act.isEmpty() || on.isEmpty())
      return Optional.of("There is no such server, or no such act.");
    var refusal = stage.act(act.get(), on.get().port());
    relay.onChanged();
    return refusal;
  }

  private ObjectNode state() {
    var report = JsonNodeFactory.instance.objectNode();
    report.put("shown", relay.shown().map(Stage.Server::node).orElse(null));
    var servers = report.putArray("servers");
    for (var server : stage.servers())
      servers
          .addObject()
          .put("port", server.port())
          .put("node", server.node())
          .put("state", server.state().name().toLowerCase(Locale.ROOT))
          .put("cut", server.isCut())
          .put("lossPercent", server.lossPercent());
    var users = report.putArray("users");
    stage.users().forEach(users::add);
    return report;
  }

  private static void refuse(HttpExchange exchange, int code, String sentence) throws IOException {
    answer(exchange, code, JsonNodeFactory.instance.objectNode().put("error", sentence));
  }

  private static void answer(HttpExchange exchange, int code, ObjectNode body) throws IOException {
    var bytes = (body + "\n").getBytes(StandardCharsets.UTF_8);
    var headers = exchange.getResponseHeaders();
    Map.of(
            "Content-Type", "application/json",
            "Cache-Control", "no-store",
            "X-Content-Type-Options", "nosniff",
            "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
            "Cross-Origin-Resource-Policy", "same-origin")
        .forEach(headers::set);
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
