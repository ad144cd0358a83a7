package dev.parley.netns;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Nodes that listen to all addresses of their host, and nodes with IPv6 addresses. */
class AddressNetns {
  @Test
  void nodes_that_listen_to_all_addresses_are_one_group_at_those_that_they_advertise() {
    try (var scene = Scene.of("wildcard", 3)) {
      scene.node(0).bind("0.0.0.0", scene.node(0).host().address());
      scene.node(1).bind("::", scene.node(1).host().address());
      playAndKillTheLeader(scene);
    }
  }

  @Test
  void nodes_with_ipv6_addresses_find_each_other_by_a_link_local_group() {
    try (var scene = Scene.of("ipv6", 3)) {
      scene.nodes().forEach(node -> node.bind(node.host().address6(), node.host().address6()));
      scene.node(0).bind("::", scene.node(0).host().address6());
      playAndKillTheLeader(scene);
    }
  }

  @Test
  void nodes_with_ipv6_addresses_find_each_other_by_a_site_local_group() {
    try (var scene = Scene.of("ipv6-site", 2, "-Dparley.multicast.address=ff05::7711")) {
      scene.nodes().forEach(node -> node.bind(node.host().address6(), node.host().address6()));
      scene.startAll();
      scene.load(2, 50);
      assertQuiet(scene);
      scene.judge();
    }
  }

  private static void playAndKillTheLeader(Scene scene) {
    scene.startAll();
    scene.load(3, 50);
    assertThat(scene.askAsClient()).as("a client finds a server by multicast").isZero();
    assertQuiet(scene);
    scene.leader(scene.node(0)).kill();
    scene.settle("leader-killed");
    scene.judge();
  }

  private static void assertQuiet(Scene scene) {
    for (var node : scene.nodes()) {
      assertThat(node.logged(" WARN ")).as(node.output()).isZero();
      assertThat(node.logged("no multicast")).as(node.output()).isZero();
    }
  }
}
