package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.replica.ClosingCode;
import dev.parley.replica.ReplicaProtocol;
import dev.parley.transport.clients.StallDetector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a browser still gets of what waits for it when it is told to go. */
class WebSocketFarewellTest {
  /** Above what the kernel, the engine and the stream hold for it. */
  private static final int MUCH = 2_000;

  @Test
  void comes_behind_all_that_waited_to_a_browser_that_reads_late() throws Exception {
    try (var server = new HttpFixture(1, StallDetector.PATIENCE)) {
      var browser = new LateReader();
      var uri = URI.create("ws://127.0.0.1:" + server.port + "/chat");
      var socket = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(uri, browser).join();
      socket
          .sendText("{\"op\":\"login\",\"name\":\"fang\",\"password\":\"correct horse\"}", true)
          .join();
      var session = server.letFangIn();
      for (int n = 1; n <= MUCH; n++) session.tell(HttpFixture.mail(n, "x".repeat(1_024)));
      session.tell(new ReplicaProtocol.Closing(ClosingCode.KICKED, "Bye.", Optional.empty(), 0));
      server.replica.expectTerminated(session);

      socket.request(Long.MAX_VALUE);
      browser.isClosed.get(20, TimeUnit.SECONDS);
      assertThat(browser.texts).hasSize(1 + MUCH + 1).first().asString().contains("welcome");
      assertThat(browser.texts.get(MUCH)).contains("\"n\":" + MUCH);
      assertThat(browser.texts.get(MUCH + 1)).contains("\"ev\":\"closing\",\"code\":\"KICKED\"");
    }
  }

  /** Takes nothing until it is told to. */
  private static final class LateReader implements WebSocket.Listener {
    private final List<String> texts = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Integer> isClosed = new CompletableFuture<>();
    private final StringBuilder pieces = new StringBuilder();

    @Override
    public void onOpen(WebSocket socket) {}

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
      pieces.append(text);
      if (last) {
        texts.add(pieces.toString());
        pieces.setLength(0);
      }
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      isClosed.complete(code);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      isClosed.completeExceptionally(error);
    }
  }
}
