package dev.parley.netns;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The one scenario of every build: shows that the suite works, and little of the product. */
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
}
