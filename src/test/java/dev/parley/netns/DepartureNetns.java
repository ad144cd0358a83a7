package dev.parley.netns;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes go, with and without a word. */
class DepartureNetns {
  private static final int KILLS = 3;

  @Test
  void a_leader_that_leaves_is_replaced_without_suspicion() {
    try (var scene = Scene.of("leader-leaves", 3)) {
      scene.startAll();
      scene.load(3, 50);
      var leader = scene.leader(scene.node(0));
      assertThat(leader.leave()).isZero();
      scene.settle("left");
      Scene.sleep(2_000);
      assertThat(scene.others(leader)).allMatch(node -> node.logged("confirmed silent") == 0);
      scene.judge();
    }
  }

  @Test
  void two_members_that_die_within_50_ms_are_excluded_by_the_three_others() {
    try (var scene = Scene.of("two-die", 5)) {
      scene.startAll();
      scene.load(5, 100);
      var leader = scene.leader(scene.node(0));
      var victims = scene.others(leader).subList(0, 2);
      long before = scene.epoch(leader);
      victims.get(0).killSoon();
      Scene.sleep(50);
      victims.get(1).killSoon();
      victims.forEach(Node::kill);
      scene.settle("excluded");
      Scene.sleep(2_000);
      scene.figure("epochs", scene.epoch(leader) - before);
      assertThat(scene.leader(leader)).as("the leader lives").isEqualTo(leader);
      scene.judge();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"classic", "eager"})
  void a_leader_that_is_killed_under_load_is_replaced_and_joins_again(String mode) {
    try (var scene = Scene.of("leader-killed-" + mode, 3, "-Dparley.election.mode=" + mode)) {
      scene.startAll();
      scene.load(6, 20);
      for (int i = 1; i <= KILLS; i++) {
        var leader = scene.leader(scene.node(0));
        leader.kill();
        scene.settle("killed-" + i);
        Scene.sleep(2_000);
        leader.start();
        leader.awaitReady();
        scene.settle("back-" + i);
        Scene.sleep(1_000);
      }
      scene.judge();
    }
  }

  @Test
  void a_node_that_is_restarted_twice_before_it_is_suspected_replaces_its_old_self() {
    // The seed profile suspects after 5 s: a Java process is up again before that.
    try (var scene = Scene.of("restart-at-once", 3, "-Dparley.profile=seed")) {
      scene.startAll();
      scene.load(3, 50);
      var restarted = scene.others(scene.leader(scene.node(0))).get(0);
      for (int i = 1; i <= 2; i++) {
        restarted.kill();
        restarted.start();
        restarted.awaitReady();
        scene.settle("replaced-" + i);
      }
      assertThat(restarted.logged("is ready")).isEqualTo(3);
      scene.judge();
    }
  }
}
