package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that the system allows few open files, and more clients than those. */
class FewDescriptorsIT {
  private static final int PORT = 1973;
  private static final int OTHER = 1974;
  private static final int LIMIT = 200;
  private static final int CONNECTIONS = 300;
  private static final Duration WATCHED = Duration.ofSeconds(4);

  @TempDir private Path data;

  @Test
  void a_node_without_descriptors_serves_on_at_rest_and_lets_clients_in_when_others_have_left()
      throws Exception {
    var properties = List.of("-Dparley.cluster=descriptors", "-Dparley.passwords.iterations=4096");
    var few = List.of("bash", "-c", "ulimit -n " + LIMIT + "; exec \"$@\"", "bash");
    var crowd = new ArrayList<Socket>();
    try (var node = NodeProcess.start(few, PORT, data.resolve("1"), properties);
        var other = NodeProcess.start(OTHER, data.resolve("2"), properties)) {
      node.awaitLine("the system allows this process " + LIMIT + " open files");
      node.awaitReady();
      other.awaitReady();
      JsonClient.register(PORT, "fang");
      try (var fang = JsonClient.login(PORT, "fang", "laptop")) {
        for (int i = 0; i < CONNECTIONS; i++) crowd.add(connection());
        var before = cpu(node);
        Awaitility.await("answers all the time")
            .pollInterval(Duration.ofMillis(200))
            .atMost(WATCHED.plusSeconds(10))
            .during(WATCHED)
            .until(() -> fang.request("ping", r -> {}).path("ev").asText().equals("pong"));
        assertThat(cpu(node).minus(before)).as("processor time").isLessThan(WATCHED.dividedBy(2));
        var members = fang.request("status", r -> {}).path("view").path("members");
        assertThat(members).as("members").hasSize(2);

        for (var socket : crowd) socket.close();
        Awaitility.await("another client is let in")
            .atMost(Duration.ofSeconds(20))
            .ignoreException(UncheckedIOException.class)
            .ignoreException(AssertionError.class)
            .until(FewDescriptorsIT::isLetIn);
      }
      assertThat(node.hasLine("Accept error")).isFalse();
    } finally {
      for (var socket : crowd) socket.close();
    }
  }

  private static boolean isLetIn() {
    try (var client = JsonClient.connect(PORT)) {
      return client.request("ping", r -> {}).path("ev").asText().equals("pong");
    }
  }

  private static Socket connection() throws IOException {
    var socket = new Socket();
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT), 5_000);
    return socket;
  }

  private static Duration cpu(NodeProcess node) {
    return ProcessHandle.of(node.pid())
        .flatMap(process -> process.info().totalCpuDuration())
        .orElseThrow();
  }
}
