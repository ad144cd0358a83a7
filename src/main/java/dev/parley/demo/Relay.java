package dev.parley.demo;

import com.sun.net.httpserver.HttpExchange;
import dev.parley.demo.Stage.Server;
import dev.parley.demo.Stage.State;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Passes requests on to a server that runs: to the same one for as long as it does. What it streams
 * ends when it is stopped or frozen, so that the page asks again, and is shown another one. Safe
 * for several threads.
 */
final class Relay {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int CHUNK = 8_192;

  /** What a server needs to know of a request, and a page of a response. */
  private static final List<String> ASKED = List.of("Accept", "Last-Event-ID");

  private static final List<String> ANSWERED =
      List.of(
          "Content-Type",
          "Content-Security-Policy",
          "Cache-Control",
          "Cross-Origin-Resource-Policy",
          "Referrer-Policy",
          "X-Content-Type-Options",
          "X-Frame-Options");

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(PATIENCE)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  private final Stage stage;
  private final int pageOffset;
  private final Map<InputStream, Integer> open = new ConcurrentHashMap<>();
  private int shown;

  Relay(Stage stage, int pageOffset) {
    this.stage = stage;
    this.pageOffset = pageOffset;
  }

  /** The server that is shown now: none if none runs. */
  synchronized Optional<Server> shown() {
    var running = stage.servers().stream().filter(s -> s.state() == State.RUNNING).toList();
    var next =
        running.stream()
            .filter(s -> s.port() == shown)
            .findAny()
            .or(() -> running.stream().findFirst());
    next.ifPresent(server -> shown = server.port());
    return next;
  }

  /** Servers may have been stopped or frozen. */
  void onChanged() {
    var running =
        stage.servers().stream().filter(s -> s.state() == State.RUNNING).map(Server::port).toList();
    open.forEach(
        (stream, port) -> {
          if (!running.contains(port)) close(stream);
        });
  }

  private static void close(InputStream stream) {
    try {
      stream.close();
    } catch (IOException e) {
      // It has ended.
    }
  }

  /** Returns false if no server runs. */
  boolean pass(HttpExchange exchange) throws IOException {
    var server = shown();
    if (server.isEmpty()) return false;
    var asked = exchange.getRequestURI();
    var query = asked.getRawQuery() == null ? "" : "?" + asked.getRawQuery();
    int port = server.get().port() + pageOffset;
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + asked.getRawPath() + query))
            .timeout(PATIENCE);
    for (var name : ASKED)
      GuideServer.header(exchange, name).ifPresent(value -> request.header(name, value));
    try {
      var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      pass(answer, server.get().port(), exchange);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return true;
  }

  private void pass(HttpResponse<InputStream> answer, int port, HttpExchange exchange)
      throws IOException {
    for (var name : ANSWERED)
      answer.headers().firstValue(name).ifPresent(v -> exchange.getResponseHeaders().set(name, v));
    try (var from = answer.body()) {
      open.put(from, port);
      exchange.sendResponseHeaders(answer.statusCode(), 0);
      var to = exchange.getResponseBody();
      var chunk = new byte[CHUNK];
      for (int n = from.read(chunk); n >= 0; n = from.read(chunk)) {
        to.write(chunk, 0, n);
        to.flush();
      }
    } finally {
      open.remove(answer.body());
    }
  }
}
