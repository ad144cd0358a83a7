package dev.parley.netns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
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

  @Test
  void a_node_on_loopback_takes_nothing_that_another_machine_sends_to_its_group() {
    try (var scene = Scene.of("loopback", 2)) {
      var node = scene.node(0);
      node.bind("127.0.0.1", "127.0.0.1");
      node.start();
      node.awaitReady();
      var stranger = scene.node(1).host();
      for (int i = 0; i < 5; i++) {
        send(stranger, node.host().address() + "/7711");
        send(stranger, "239.255.77.1/7711");
        send(stranger, node.host().address() + "/11111");
      }
      // What it takes is counted, from the first on.
      send(node.host(), "127.0.0.1/11111");
      Awaitility.await("what came from its own machine")
          .atMost(10, TimeUnit.SECONDS)
          .until(() -> node.logged(" datagrams without a seal") > 0);
      assertThat(node.output()).contains(" 1 datagrams without a seal");
    }
  }

  private static void send(Host from, String to) {
    var command = new ArrayList<>(from.prefix());
    command.addAll(List.of("bash", "-c", "echo nonsense > /dev/udp/" + to));
    Shell.attempt(command);
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
