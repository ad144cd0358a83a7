package dev.parley.netns;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A process stands still, and goes on as if no time had passed. */
class PauseNetns {
  @Test
  void a_leader_that_stood_still_for_3_s_comes_back() {
    pauseLeader("leader-paused-3s", 3_000);
  }

  @Test
  void a_leader_that_stood_still_for_30_s_comes_back() {
    pauseLeader("leader-paused-30s", 30_000);
  }

  private static void pauseLeader(String name, long ms) {
    try (var scene = Scene.of(name, 3)) {
      scene.startAll();
      scene.load(6, 50);
      var leader = scene.leader(scene.node(0));
      var others = scene.others(leader);
      leader.pause();
      scene.settle("excluded", others);
      assertThat(scene.leader(others.get(0))).isNotEqualTo(leader);
      Scene.sleep(ms);
      leader.resume();
      scene.settle("back");
      Scene.sleep(3_000);
      scene.judge();
    }
  }
}
