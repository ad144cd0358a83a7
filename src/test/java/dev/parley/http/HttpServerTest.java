package dev.parley.http;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The page's server over real sockets. */
class HttpServerTest {
  private static final int PLACES = 5;

  @Test
  void upgrades_that_are_reset_at_once_leave_no_place_taken() throws IOException {
    try (var server = new HttpFixture(PLACES)) {
      for (int i = 0; i < 40 * PLACES; i++) {
        try (var socket = server.connect()) {
          socket.setSoLinger(true, 0);
          socket.getOutputStream().write(HttpFixture.UPGRADE.getBytes(StandardCharsets.US_ASCII));
        }
      }
      Awaitility.await("all places are free again")
          .atMost(Duration.ofSeconds(10))
          .until(() -> firstAnswer(server.port).contains("pong"));
    }
  }

  /** What a browser that asks whether anybody is there is told first. */
  private static String firstAnswer(int port) throws Exception {
    var answer = new CompletableFuture<String>();
    var listener =
        new WebSocket.Listener() {
          @Override
          public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
            answer.complete(text.toString());
            return CompletableFuture.completedFuture(null);
          }
        };
    var uri = URI.create("ws://127.0.0.1:" + port + "/chat");
    var socket = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(uri, listener).join();
    socket.sendText("{\"op\":\"ping\"}", true).join();
    try {
      return answer.get(10, TimeUnit.SECONDS);
    } finally {
      socket.abort();
    }
  }
}
