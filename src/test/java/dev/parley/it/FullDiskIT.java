package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node whose disk takes no more: here, whose files may not grow beyond a size. */
class FullDiskIT {
  private static final Path LIMITER = Path.of("/usr/bin/prlimit");
  private static final int MAX_FILE_BYTES = 3_000_000;
  private static final int IN_FLIGHT = 100;
  private static final String TEXT = "x".repeat(500);

  /** More than fits. */
  private static final int MESSAGES = 20_000;

  private final int multicastPort = 20_000 + ThreadLocalRandom.current().nextInt(10_000);

  @TempDir Path directory;

  @Test
  void ends_with_a_sentence_and_has_everything_that_it_accepted_when_there_is_room_again() {
    assumeTrue(
        Files.isExecutable(LIMITER), "there is no prlimit (util-linux), so this was not tried");
    int port = Cluster.freePort();
    var limit = List.of(LIMITER.toString(), "--fsize=" + MAX_FILE_BYTES);
    long accepted;
    try (var node = start(limit, port).awaitReady()) {
      JsonClient.register(port, "fang");
      JsonClient.register(port, "shao");
      accepted = sendUntilItEnds(port);
      assertThat(node.waitFor(20)).as("exit code").isEqualTo(1);
      assertThat(node.hasLine("cannot be written")).isTrue();
      assertThat(node.hasLine("Make room on the disk")).isTrue();
    }
    assertThat(accepted).isPositive();

    try (var node = start(List.of(), port).awaitReady();
        var shao = JsonClient.login(node.port(), "shao", "client-of-shao")) {
      var begin = shao.awaitEvent("unread-begin");
      assertThat(begin.path("count").asLong()).isGreaterThanOrEqualTo(accepted);
    }
  }

  private NodeProcess start(List<String> prefix, int port) {
    return NodeProcess.start(
        prefix,
        port,
        directory.resolve("data"),
        List.of(
            "-Dparley.multicast.port=" + multicastPort,
            "-Dparley.passwords.iterations=4096",
            // What one sender may leave in a mailbox does not fill the disk.
            "-Dparley.mail.per-sender=0",
            "-Dparley.mail.per-sender-bytes=0",
            "-Dparley.mail.from-strangers=0",
            "-Dlogback.configurationFile=" + Path.of("conf", "logback.xml")),
        "--cluster",
        "full-" + multicastPort);
  }

  /** How many were accepted. */
  private static long sendUntilItEnds(int port) {
    try (var fang = JsonClient.login(port, "fang", "client-of-fang")) {
      for (int i = 1; i <= MESSAGES && !fang.isClosed(); i++) {
        long sent = i;
        Awaitility.await("room for message " + i)
            .pollInterval(1, TimeUnit.MILLISECONDS)
            .until(() -> fang.isClosed() || sent - accepted(fang) <= IN_FLIGHT);
        post(fang, i);
      }
      return accepted(fang);
    }
  }

  private static void post(JsonClient client, long seq) {
    try {
      client.post("send", send -> send.put("to", "shao").put("text", TEXT).put("seq", seq));
    } catch (UncheckedIOException e) {
      // The node has ended: what this test waits for.
    }
  }

  private static long accepted(JsonClient client) {
    return client.events().stream()
        .filter(event -> event.path("ev").asText().equals("accepted"))
        .count();
  }
}
