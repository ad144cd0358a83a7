package dev.parley.netns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The scenarios of every build: show that the suite works, and little of the product. */
class SmokeIT {
  @Test
  void three_nodes_find_each_other_and_serve_on_without_their_leader() {
    try (var scene = Scene.of("smoke", 3)) {
      scene.startAll();
      scene.load(3, 50);
      var leader = scene.leader(scene.node(0));
      leader.kill();
      scene.settle("leader-killed");
      assertThat(scene.leader(scene.others(leader).get(0))).isNotEqualTo(leader);
      scene.judge();
    }
  }

  @Test
  void another_machine_gets_nothing_in_plain_text_at_any_port() {
    try (var scene =
        Scene.of(
            "smoke-plain",
            2,
            "-Dparley.client.plain=off",
            "-Dparley.registration=auto",
            "-Dparley.irc.port=6667")) {
      var node = scene.node(0);
      node.start();
      node.awaitReady();
      assertThat(said(scene, "1111", "{\"op\":\"ping\"}\\n")).contains("\"TLS_REQUIRED\"");
      assertThat(said(scene, "1111", "fang\\r\\n"))
          .startsWith("This server takes encrypted connections (TLS) only")
          .doesNotContain("user name");
      assertThat(said(scene, "6667", "NICK fang\\r\\n")).startsWith("ERROR :This server takes");
      assertThat(said(scene, "21111", "GET /alive HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n"))
          .doesNotContain("HTTP/1.1");
      assertThat(said(scene, "11111", "\\xc4\\xa8\\x02")).isEmpty();
      assertThat(node.output()).contains("page https://", "New users need a code: curl -k");
      assertThat(node.logged("Exception")).isZero();
    }
  }

  /** The answer of the first node to the second host. */
  private static String said(Scene scene, String port, String typed) {
    var command = new ArrayList<>(scene.node(1).host().prefix());
    var place = "/dev/tcp/" + scene.node(0).host().address() + "/" + port;
    var script = "exec 3<>" + place + "; printf '" + typed + "' >&3; timeout 10 cat <&3";
    command.addAll(List.of("bash", "-c", script));
    return Shell.attempt(command).output();
  }

  @Test
  void two_nodes_with_seeds_stay_together_where_the_network_swallows_multicast() {
    try (var scene = Scene.of("smoke-swallowed", 2)) {
      scene.swallowMulticast();
      for (var node : scene.nodes()) node.seeds(scene.others(node));
      scene.startAll();
      long epoch = scene.epoch(scene.node(0));
      scene.load(2, 50);
      // Longer than it takes to suspect and to exclude.
      Scene.sleep(2_000);
      assertThat(scene.epoch(scene.node(0))).as("views").isEqualTo(epoch);
      scene.heal();
      scene.judge();
    }
  }
}
