package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two IRC clients of one user, each of which connects again when the other one has logged in. */
class AlternatingClientsIT {
  private static final int PORT = 1975;
  private static final int IRC = 1976;

  @TempDir private Path data;

  /** The first line by which a client knows how its login went. */
  private static String logIn() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), IRC);
    socket.setSoTimeout(20_000);
    var login = "PASS :correct horse fang\r\nNICK fang\r\nUSER fang 0 * :fang\r\n";
    socket.getOutputStream().write(login.getBytes(StandardCharsets.UTF_8));
    var lines =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.contains(" 001 ") || line.contains(" 465 ")) return line;
    }
    return "closed";
  }

  @Test
  void the_next_one_is_refused_for_a_while_and_the_one_that_is_in_stays() throws Exception {
    var properties = List.of("-Dparley.cluster=alternating", "-Dparley.passwords.iterations=4096");
    try (var node = NodeProcess.start(PORT, data, properties, "--irc", Integer.toString(IRC))) {
      node.awaitReady();
      JsonClient.register(PORT, "fang");
      for (int i = 0; i < 4; i++) assertThat(logIn()).as("login " + i).contains(" 001 ");

      assertThat(logIn()).contains(" 465 ", "log each other out again and again");

      var program = JsonClient.connect(PORT);
      var refused =
          program.request(
              "login", r -> r.put("name", "fang").put("password", JsonClient.password("fang")));
      assertThat(refused.path("code").asText()).isEqualTo("RATE_LIMITED");
      assertThat(refused.path("retryAfterMs").asLong()).isBetween(1L, 30_000L);
      program.close();
    }
  }
}
