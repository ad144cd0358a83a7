package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that ask for a login by password, which is slow by design, and hang up. */
class AbandonedLoginsIT {
  private static final int PORT = 1972;
  private static final int HANGING_UP = 150;

  /**
   * What may be at work when the user comes, and something for a busy machine; hashing for all who
   * have hung up would take 75 times as long as for the user alone.
   */
  private static final int TIMES_ALONE = 8;

  @TempDir private Path data;

  @Test
  void a_user_logs_in_at_once_after_many_clients_asked_for_a_login_and_hung_up() throws Exception {
    try (var node = NodeProcess.start(PORT, data, List.of("-Dparley.cluster=abandoned"))) {
      node.awaitReady();
      JsonClient.register(PORT, "fang");
      var alone = timeOfLogin();
      for (int i = 0; i < HANGING_UP; i++) askAndHangUp("nobody" + i);

      assertThat(timeOfLogin()).isLessThan(alone.multipliedBy(TIMES_ALONE));
    }
  }

  private static Duration timeOfLogin() {
    long startedNanos = System.nanoTime();
    JsonClient.login(PORT, "fang", "laptop").close();
    return Duration.ofNanos(System.nanoTime() - startedNanos);
  }

  @Test
  void a_script_that_ends_its_input_at_once_is_still_answered() throws Exception {
    try (var node = NodeProcess.start(PORT, data, List.of("-Dparley.cluster=abandoned"))) {
      node.awaitReady();
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), PORT)) {
        socket.getOutputStream().write(login("nobody"));
        socket.shutdownOutput();
        var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(answer).contains("BAD_CREDENTIALS");
      }
    }
  }

  private static void askAndHangUp(String name) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), PORT)) {
      socket.getOutputStream().write(login(name));
    }
  }

  private static byte[] login(String name) {
    var line = "{\"op\":\"login\",\"name\":\"" + name + "\",\"password\":\"correct horse\"}\n";
    return line.getBytes(StandardCharsets.UTF_8);
  }
}
