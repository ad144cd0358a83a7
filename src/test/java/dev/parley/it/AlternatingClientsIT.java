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

/**
 * Two IRC clients of one user who may have one session, each of which connects again when the other
 * one has logged in.
 */
class AlternatingClientsIT {
  private static final int PORT = 1975;
  private static final int IRC = 1976;

  @TempDir private Path data;

  /** A client that stays connected until another one takes its place. */
  private record IrcClient(Socket socket, BufferedReader lines) {
    static IrcClient logIn() throws IOException {
      var socket = new Socket(InetAddress.getLoopbackAddress(), IRC);
      socket.setSoTimeout(20_000);
      var login = "PASS :correct horse fang\r\nNICK fang\r\nUSER fang 0 * :fang\r\n";
      socket.getOutputStream().write(login.getBytes(StandardCharsets.UTF_8));
      var lines =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      return new IrcClient(socket, lines);
    }

    /** The first line by which a client knows how its login went. */
    String outcome() throws IOException {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.contains(" 001 ") || line.contains(" 465 ")) return line;
      }
      return "closed";
    }

    /** What the node answers to a client that is still connected. */
    String pong() throws IOException {
      socket.getOutputStream().write("PING :still here\r\n".getBytes(StandardCharsets.UTF_8));
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.contains(" PONG ")) return line;
      }
      return "closed";
    }

    /** The node counts a session as replaced when it closes its connection. */
    void awaitReplaced() throws IOException {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {}
      socket.close();
    }
  }

  private static IrcClient loggedIn(int i) throws IOException {
    var client = IrcClient.logIn();
    assertThat(client.outcome()).as("login " + i).contains(" 001 ");
    return client;
  }

  @Test
  void the_next_one_is_refused_for_a_while_and_the_one_that_is_in_stays() throws Exception {
    var properties =
        List.of(
            "-Dparley.cluster=alternating",
            "-Dparley.passwords.iterations=4096",
            "-Dparley.sessions-per-user=1");
    try (var node = NodeProcess.start(PORT, data, properties, "--irc", Integer.toString(IRC))) {
      node.awaitReady();
      JsonClient.register(PORT, "fang");
      var latest = loggedIn(0);
      for (int i = 1; i < 4; i++) {
        var next = loggedIn(i);
        latest.awaitReplaced();
        latest = next;
      }

      assertThat(IrcClient.logIn().outcome())
          .contains(" 465 ", "log each other out again and again");

      var program = JsonClient.connect(PORT);
      var refused =
          program.request(
              "login", r -> r.put("name", "fang").put("password", JsonClient.password("fang")));
      assertThat(refused.path("code").asText()).isEqualTo("RATE_LIMITED");
      assertThat(refused.path("retryAfterMs").asLong()).isBetween(1L, 30_000L);
      program.close();
      assertThat(latest.pong()).contains("still here");
      latest.socket().close();
    }
  }
}
