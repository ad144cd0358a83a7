package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that stand still: their sockets take everything, and nobody is there. What the network
 * does to clients is in the namespaces' scenarios.
 */
class VanishedClientsIT {
  @TempDir Path directory;
  private Cluster cluster;
  private NodeProcess node;
  private int ircPort;

  @BeforeEach
  void start() {
    ircPort = Cluster.freePort();
    cluster =
        new Cluster(
            directory,
            Cluster.FOR_OUR_CLIENTS,
            "-Dparley.irc.port=" + ircPort,
            "-Dparley.client.ping-after=1s",
            "-Dparley.client.answer-within=3s");
    node = cluster.start();
    for (var name : List.of("fang", "shao")) JsonClient.register(node.port(), name);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void telnet_that_stands_still_is_offline_soon_and_gets_its_message_at_the_next_login() {
    Programs.assume("tmux", "inetutils-telnet");
    try (var fang =
        Terminal.runBelowShell("inetutils-telnet", "127.0.0.1", Integer.toString(node.port()))) {
      fang.await("Please type your user name:").type("fang");
      fang.await("Please type your password:").type(JsonClient.password("fang"));
      fang.await("please choose one of three options");
      assertIsMissed(fang);
    }
  }

  @Test
  void irssi_that_stands_still_is_offline_soon_and_gets_its_message_at_the_next_login() {
    Programs.assume("tmux", "irssi");
    try (var irssi = Terminal.runBelowShell("irssi", "--home=" + directory.resolve("irssi"))) {
      irssi.await("[(status)]");
      irssi.type(
          "/network add -nick fang -sasl_mechanism PLAIN -sasl_username fang -sasl_password \"%s\" parley"
              .formatted(JsonClient.password("fang")));
      irssi.type("/server add -notls -network parley 127.0.0.1 " + ircPort);
      irssi.type("/connect parley").await("Welcome to Parley, fang");
      assertIsMissed(irssi);
    }
  }

  @Test
  void our_client_that_stands_still_is_offline_soon_and_gets_its_message_at_the_next_login() {
    Programs.assume("tmux");
    var server = "127.0.0.1:" + node.port();
    var command = Terminal.client(directory.resolve("state"), "--name", "fang", "--server", server);
    try (var fang = Terminal.runBelowShell(command)) {
      fang.await("assword").type(JsonClient.password("fang"));
      fang.await("please choose one of three options");
      assertIsMissed(fang);
    }
  }

  private void assertIsMissed(Terminal client) {
    try (var shao = JsonClient.login(node.port(), "shao", "c1")) {
      shao.send("fang", "are you there?", 1);
      shao.awaitEvent("delivered");
      client.stop();
      shao.send("fang", "where are you?", 2);
      shao.await("fang gone", e -> isNews(e, "offline"));
      assertThat(shao.events().stream().filter(e -> isNews(e, "delivered"))).hasSize(1);
      try (var again = JsonClient.login(node.port(), "fang", "c2")) {
        again.awaitEvent("unread-end");
        assertThat(again.texts()).containsExactly("where are you?");
      }
    } finally {
      client.kill();
    }
  }

  private static boolean isNews(JsonNode event, String kind) {
    return event.path("ev").asText().equals(kind);
  }
}
