package dev.parley.netns;

import org.junit.jupiter.api.Test;

/** Nodes that start find one group. */
class StartNetns {
  private static final int MANY = 10;

  @Test
  void three_nodes_that_start_one_after_the_other_join_one_group() {
    try (var scene = Scene.of("start-one-by-one", 3)) {
      startOneByOne(scene);
      scene.load(3, 50);
      Scene.sleep(2_000);
      scene.judge();
    }
  }

  @Test
  void three_nodes_join_one_group_though_each_loses_a_fifth_of_what_arrives() {
    try (var scene = Scene.of("start-with-loss", 3)) {
      scene.loseDatagrams(0.2);
      startOneByOne(scene);
      scene.load(3, 50);
      Scene.sleep(5_000);
      scene.heal();
      scene.judge();
    }
  }

  private static void startOneByOne(Scene scene) {
    for (var node : scene.nodes()) {
      node.start();
      node.awaitReady();
      scene.settle("joined-" + node.host().number());
    }
  }

  @Test
  void ten_nodes_that_start_at_once_and_know_nobody_find_one_group() {
    try (var scene = Scene.of("start-at-once", MANY)) {
      scene.startAll();
      scene.load(MANY, 200);
      Scene.sleep(5_000);
      scene.judge();
    }
  }
}
