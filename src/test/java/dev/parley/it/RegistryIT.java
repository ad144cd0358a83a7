package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may change accounts, with real nodes. */
class RegistryIT {
  @TempDir Path directory;
  private Cluster cluster;

  @BeforeEach
  void begin() {
    cluster = new Cluster(directory);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void the_last_of_two_servers_goes_on_when_the_other_is_killed() {
    var one = cluster.start();
    var two = cluster.start();
    cluster.awaitView(one, two);
    assertThat(registered(one, "fang")).isTrue();
    var leader = cluster.leader(one);
    var other = leader.equals(one) ? two : one;
    leader.signal("KILL");
    leader.waitFor(10);
    cluster.awaitView(other);
    awaitRegistered(other, "mei");

    var back = cluster.start(leader.port());
    cluster.awaitView(other, back);
    awaitRegistered(back, "shao");
    assertThat(code(JsonClient.register(back.port(), "MEI"))).isEqualTo("NAME_TAKEN");
  }

  @Test
  void a_server_that_was_started_again_alone_waits_for_the_other_and_says_so() {
    var one = cluster.start();
    var two = cluster.start();
    cluster.awaitView(one, two);
    assertThat(registered(one, "fang")).isTrue();
    // Accepted by both, so both know of the account by now, however fast they die.
    try (var fang = JsonClient.login(one.port(), "fang", "c")) {
      assertThat(fang.send("fang", "before", 1).path("ev").asText()).isEqualTo("accepted");
    }
    List.of(one, two).forEach(node -> node.signal("KILL"));
    List.of(one, two).forEach(node -> node.waitFor(10));

    var alone = cluster.start(one.port());
    var refused = JsonClient.register(alone.port(), "mei");
    assertThat(code(refused)).isEqualTo("NO_QUORUM");
    assertThat(refused.path("text").asText()).contains("of the voters").contains("try again");
    assertThat(Cluster.status(alone).path("registry").path("open").asBoolean()).isFalse();
    try (var fang = JsonClient.login(alone.port(), "fang", "c")) {
      assertThat(fang.send("fang", "to myself", 2).path("ev").asText()).isEqualTo("accepted");
    }

    var back = cluster.start(two.port());
    cluster.awaitView(alone, back);
    awaitRegistered(alone, "mei");
  }

  @Test
  void a_minority_refuses_what_a_majority_decides() {
    var nodes = List.of(cluster.start(), cluster.start(), cluster.start());
    cluster.awaitView(nodes.toArray(NodeProcess[]::new));
    assertThat(registered(nodes.get(0), "fang")).isTrue();
    // Nobody is proven dead: they only say nothing.
    nodes.get(0).signal("STOP");
    nodes.get(1).signal("STOP");
    cluster.awaitView(nodes.get(2));
    assertThat(code(JsonClient.register(nodes.get(2).port(), "mei"))).isEqualTo("NO_QUORUM");
    var ticket = logOut(nodes.get(2));
    assertThat(code(byTicket(nodes.get(2), ticket))).isEqualTo("BAD_CREDENTIALS");
    nodes.get(0).signal("CONT");
    nodes.get(1).signal("CONT");
    cluster.awaitView(nodes.toArray(NodeProcess[]::new));
    awaitRegistered(nodes.get(2), "mei");
    assertThat(code(JsonClient.register(nodes.get(0).port(), "mei"))).isEqualTo("NAME_TAKEN");
    for (var node : nodes)
      assertThat(code(byTicket(node, ticket)))
          .as("at %s", node.port())
          .isEqualTo("BAD_CREDENTIALS");
  }

  /** Fang logs in and out, which holds here; everywhere, that needs the others. */
  private static String logOut(NodeProcess node) {
    try (var fang = JsonClient.login(node.port(), "fang", "c")) {
      var ticket = fang.awaitEvent("welcome").path("ticket").asText();
      var refused = fang.request("logout", r -> r.put("all", true));
      assertThat(code(refused)).isEqualTo("NO_QUORUM");
      assertThat(refused.path("text").asText()).contains("of the voters", "Try again when");
      assertThat(fang.request("logout", r -> {}).path("ev").asText()).isEqualTo("bye");
      return ticket;
    }
  }

  private static JsonNode byTicket(NodeProcess node, String ticket) {
    try (var client = JsonClient.connect(node.port())) {
      return client.request("login", r -> r.put("name", "fang").put("ticket", ticket));
    }
  }

  private static boolean registered(NodeProcess node, String name) {
    return JsonClient.register(node.port(), name).path("ev").asText().equals("registered");
  }

  private static String code(JsonNode answer) {
    return answer.path("code").asText();
  }

  private static void awaitRegistered(NodeProcess node, String name) {
    Awaitility.await(name + " at " + node.port())
        .atMost(10, TimeUnit.SECONDS)
        .pollInterval(100, TimeUnit.MILLISECONDS)
        .until(() -> registered(node, name));
  }
}
