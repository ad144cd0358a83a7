package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.transport.clients.StallDetector;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
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
    try (var server = new HttpFixture(PLACES, StallDetector.PATIENCE)) {
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

  @Test
  void a_browser_that_takes_nothing_while_something_waits_for_it_is_cut_off() throws IOException {
    try (var server = new HttpFixture(PLACES, Duration.ofMillis(300));
        var socket = server.upgraded()) {
      var out = socket.getOutputStream();
      out.write(frame("{\"op\":\"login\",\"name\":\"fang\",\"password\":\"correct horse\"}"));
      var session = server.letFangIn();
      // More than the kernel's buffers hold, and less than may wait.
      for (int n = 1; n <= 2_000; n++) session.tell(HttpFixture.mail(n, "x".repeat(4_096)));

      server.replica.expectTerminated(session, Duration.ofSeconds(10));
      Awaitility.await("reset, for it took not even its last words")
          .atMost(Duration.ofSeconds(20))
          .until(() -> isReset(out));
    }
  }

  @Test
  void a_post_of_one_byte_too_many_is_refused_with_a_sentence() throws Exception {
    try (var server = new HttpFixture(PLACES, StallDetector.PATIENCE)) {
      assertThat(post(server.port, HttpRoutes.MAX_BODY_BYTES).statusCode()).isEqualTo(401);
      var refused = post(server.port, HttpRoutes.MAX_BODY_BYTES + 1);
      assertThat(refused.statusCode()).isEqualTo(413);
      assertThat(refused.body()).contains("send less");
    }
  }

  private static HttpResponse<String> post(int port, int bytes) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/drain"))
            .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[bytes]))
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static boolean isReset(OutputStream out) {
    try {
      out.write(frame("{}"));
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /** A short text as a browser sends it (RFC 6455, 5.2), under a mask of zeros. */
  private static byte[] frame(String text) {
    var payload = text.getBytes(StandardCharsets.US_ASCII);
    assertThat(payload).hasSizeLessThan(126);
    return ByteBuffer.allocate(6 + payload.length)
        .put((byte) 0x81)
        .put((byte) (0x80 | payload.length))
        .putInt(0)
        .put(payload)
        .array();
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
