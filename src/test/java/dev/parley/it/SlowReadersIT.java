package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that ask for much and read nothing, on a node of 128 MiB. */
class SlowReadersIT {
  private static final int READERS = 1_000;
  private static final int SENDS = 15;

  /** A hundred bytes come back for each that is sent. */
  private static final byte[] QUESTIONS = "/help\n".repeat(4_000).getBytes(StandardCharsets.UTF_8);

  @TempDir Path directory;

  @Test
  void a_thousand_who_never_read_are_closed_and_the_others_chat_on() throws IOException {
    try (var cluster = new Cluster(directory)) {
      var node = cluster.start();
      JsonClient.register(node.port(), "fang");
      JsonClient.register(node.port(), "shao");
      var flood = new ArrayList<Questioner>();
      try (var fang = JsonClient.login(node.port(), "fang", "c1");
          var shao = JsonClient.login(node.port(), "shao", "c2")) {
        for (int i = 0; i < READERS; i++) flood.add(new Questioner(node.port()));
        var times = new ArrayList<Long>();
        for (int n = 1; n <= SENDS; n++) {
          flood.forEach(Questioner::ask);
          long sentNanos = System.nanoTime();
          assertThat(fang.send("shao", "message " + n, n).path("ev").asText())
              .isEqualTo("accepted");
          shao.awaitText("message " + n);
          times.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - sentNanos));
          shao.ack(n);
        }
        report(times);
        Awaitility.await("all that asked more than they read are closed")
            .atMost(90, TimeUnit.SECONDS)
            .until(() -> flood.stream().peek(Questioner::ask).allMatch(Questioner::isClosed));
        assertThat(fang.send("shao", "after", SENDS + 1).path("ev").asText()).isEqualTo("accepted");
        assertThat(node.output()).noneMatch(line -> line.contains("OutOfMemory"));
      } finally {
        for (var questioner : flood) questioner.close();
      }
    }
  }

  /**
   * How long the others waited for a message; it depends on the machine, so nothing is asserted.
   */
  private static void report(List<Long> times) {
    times.sort(null);
    System.out.printf(
        "slow readers: the others' messages took %d ms in the median, %d ms at worst%n",
        times.get(times.size() / 2), times.get(times.size() - 1));
  }

  /** Asks as long as the server takes questions, and never reads. */
  private static final class Questioner {
    private final SocketChannel channel;
    private final ByteBuffer questions = ByteBuffer.wrap(QUESTIONS);
    private boolean isClosed;

    Questioner(int port) throws IOException {
      channel = SocketChannel.open();
      channel.setOption(StandardSocketOptions.SO_RCVBUF, 4_096);
      channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      channel.configureBlocking(false);
    }

    void ask() {
      try {
        if (!questions.hasRemaining()) questions.rewind();
        if (!isClosed) channel.write(questions);
      } catch (IOException e) {
        isClosed = true; // reset by the server
      }
    }

    boolean isClosed() {
      return isClosed;
    }

    void close() throws IOException {
      channel.close();
    }
  }
}
