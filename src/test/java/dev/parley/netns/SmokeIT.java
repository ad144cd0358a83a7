package dev.parley.netns;

import static org.assertj.core.api.Assertions.assertThat;

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
