package dev.parley.netns;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Hosts whose network interfaces are replaced under their nodes, as drivers and hypervisors do. */
class InterfaceNetns {
  @Test
  void a_group_finds_together_after_the_interface_of_each_host_was_replaced() {
    try (var scene = Scene.of("interfaces", 4)) {
      var three = scene.nodes().subList(0, 3);
      three.forEach(Node::start);
      three.forEach(Node::awaitReady);
      scene.settle("start", three);
      scene.load(3, 50);
      for (var node : three) {
        scene.replaceInterface(node);
        // The next one while the others may still miss it.
        Scene.sleep(2_000);
      }
      assertThat(scene.settle("replaced", three)).isLessThan(20_000);
      assertThat(scene.askAsClient()).as("a client finds a server by multicast").isZero();
      // And so does a node that knows nobody.
      scene.node(3).start();
      scene.node(3).awaitReady();
      scene.settle("newcomer");
      scene.judge();
    }
  }

  @Test
  void a_group_finds_together_after_the_interfaces_of_all_hosts_were_replaced_at_once() {
    try (var scene = Scene.of("interfaces-at-once", 3)) {
      scene.startAll();
      scene.load(3, 50);
      scene.nodes().forEach(scene::replaceInterface);
      Scene.sleep(2_000);
      assertThat(scene.settle("replaced")).isLessThan(20_000);
      scene.judge();
    }
  }
}
