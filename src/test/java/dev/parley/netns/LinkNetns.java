package dev.parley.netns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Links that lose, some of them everything, some in one direction. */
class LinkNetns {
  @Test
  void a_leader_that_one_follower_cannot_hear_stays_the_leader() {
    try (var scene = Scene.of("deaf-follower", 3)) {
      scene.startAll();
      scene.load(3, 50);
      var leader = scene.leader(scene.node(0));
      var deaf = scene.others(leader).get(0);
      var witness = scene.others(leader).get(1);
      long before = scene.epoch(leader);
      scene.cut(leader, deaf);
      for (int i = 0; i < 10; i++) {
        Scene.sleep(1_000);
        assertThat(scene.leader(witness)).isEqualTo(leader);
      }
      scene.figure("epochs", scene.epoch(leader) - before);
      scene.heal();
      scene.settle("healed");
      scene.judge();
    }
  }

  @Test
  void messages_that_never_come_from_their_origin_come_from_others() {
    try (var scene = Scene.of("no-data-of-one", 3)) {
      // A seal does not show what is in a datagram.
      scene.nodes().forEach(Node::insecure);
      scene.startAll();
      var deaf = scene.node(0);
      scene.fault(deaf.host().hearsNoDataOf(scene.node(1).host()));
      scene.load(3, 50);
      long before = scene.epoch(deaf);
      Scene.sleep(10_000);
      scene.figure("epochs", scene.epoch(deaf) - before);
      scene.drain("repaired");
      scene.heal();
      scene.settle("healed");
      scene.judge();
    }
  }

  @Test
  void sides_that_only_one_node_sees_both_of_find_together_again() {
    try (var scene = Scene.of("one-sees-both", 5)) {
      scene.startAll();
      scene.load(5, 100);
      scene.partition(scene.nodes().subList(0, 2), scene.nodes().subList(3, 5));
      Scene.sleep(20_000);
      scene.heal();
      scene.settle("healed");
      scene.judge();
    }
  }

  @Test
  void a_minute_in_which_a_quarter_of_all_datagrams_is_lost_loses_no_message() {
    try (var scene = Scene.of("loss-for-a-minute", 3)) {
      scene.startAll();
      scene.load(6, 20);
      long before = scene.epoch(scene.node(0));
      scene.loseDatagrams(0.25);
      Scene.sleep(60_000);
      scene.heal();
      scene.settle("healed");
      scene.figure("epochs", scene.epoch(scene.node(0)) - before);
      scene.judge();
    }
  }

  @Test
  void two_parts_go_on_alone_and_merge_when_the_network_heals() {
    try (var scene = Scene.of("partition", 5)) {
      scene.startAll();
      scene.load(5, 50);
      var small = List.of(scene.node(0), scene.node(4));
      var large = scene.nodes().subList(1, 4);
      scene.partition(small, large);
      scene.settle("small-part", small);
      scene.settle("large-part", large);
      Scene.sleep(25_000);
      scene.heal();
      scene.settle("healed");
      Scene.sleep(3_000);
      scene.judge();
    }
  }
}
