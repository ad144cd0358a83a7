package dev.parley.sim;

import dev.parley.protocol.election.ElectionMode;
import dev.parley.protocol.membership.MembershipSettings;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** The network falls apart and comes together again. */
@Tag("sim")
class PartitionTest {
  private static final SimProfile PROFILE = SimProfile.of(ElectionMode.EAGER);

  @Test
  void two_of_five_go_on_alone_and_come_back(TestInfo test) {
    Seeds.of(test, PROFILE)
        .play(
            stage -> {
              stage.group(5);
              stage.load(25);
              stage.runBetween(0, 200);
              var minority = some(stage, 2);
              stage.network().isolate(minority);
              stage.runBetween(200, 1_500);
              stage.network().heal();
              stage.runBetween(0, 500);
              stage.settle();
              stage.sim().faults().require(Fault.PARTITION, Fault.CUT_OFF);
            });
  }

  @Test
  void each_part_of_a_partition_is_a_group_of_its_own(TestInfo test) {
    Seeds.of(test, PROFILE)
        .play(
            stage -> {
              stage.group(4);
              stage.load(25);
              var minority = some(stage, stage.draw(1, 2));
              stage.network().isolate(minority);
              stage.run(300);
              stage.settle(minority);
              var majority = new ArrayList<>(stage.sim().running());
              majority.removeAll(minority);
              stage.settle(majority);
              stage.load(25);
              stage.run(100);
              stage.network().heal();
              stage.run(100);
              stage.settle();
              stage.sim().faults().require(Fault.PARTITION, Fault.CUT_OFF);
            });
  }

  @Test
  void parts_that_heal_and_break_again_during_the_merge_find_together_in_the_end(TestInfo test) {
    Seeds.of(test, PROFILE)
        .play(
            stage -> {
              stage.group(4);
              stage.load(30);
              for (int i = 0; i < 3; i++) {
                stage.network().isolate(some(stage, stage.draw(1, 2)));
                stage.runBetween(200, 900);
                stage.network().heal();
                stage.runBetween(0, 400);
              }
              stage.settle();
              stage.sim().faults().require(Fault.PARTITION, Fault.CUT_OFF);
            });
  }

  @Test
  void a_follower_that_does_not_hear_the_leader_stays_while_others_do(TestInfo test) {
    Seeds.of(test, PROFILE)
        .play(
            stage -> {
              stage.group(stage.draw(3, 5));
              stage.load(30);
              var leader = stage.sim().leader();
              var view = leader.view();
              stage.network().cut(leader, stage.sim().follower());
              stage.run(1_000);
              if (!leader.view().equals(view))
                throw new AssertionError("needless view change to " + leader.view());
              stage.network().heal();
              stage.settle();
              stage.sim().faults().require(Fault.CUT_OFF);
            });
  }

  @Test
  void what_a_follower_cannot_hear_from_the_leader_it_gets_from_others(TestInfo test) {
    Seeds.of(test, PROFILE)
        .play(
            stage -> {
              stage.group(stage.draw(3, 5));
              var leader = stage.sim().leader();
              var deaf = stage.sim().follower();
              stage.network().cut(leader, deaf);
              for (int i = stage.draw(1, 10); i > 0; i--) leader.submit();
              stage.run(400);
              var missing = (BitSet) leader.state().clone();
              missing.andNot(deaf.state());
              if (!missing.isEmpty()) throw new AssertionError(deaf + " lacks " + missing);
              stage.network().heal();
              stage.settle();
              stage.sim().faults().require(Fault.CUT_OFF);
            });
  }

  @Test
  void one_way_cuts_that_come_and_go_do_no_harm(TestInfo test) {
    Seeds.of(test, PROFILE)
        .play(
            stage -> {
              stage.group(4);
              stage.load(30);
              for (int i = 0; i < 4; i++) {
                var nodes = some(stage, 2);
                stage.network().cut(nodes.get(0), nodes.get(1));
                stage.runBetween(0, 600);
              }
              stage.network().heal();
              stage.runBetween(0, 300);
              stage.settle();
              stage.sim().faults().require(Fault.CUT_OFF);
            });
  }

  @Test
  void parts_whose_states_take_long_to_fetch_find_together(TestInfo test) {
    // Longer than anybody waits in a view change in which nothing moves.
    long longMs = 2 * MembershipSettings.FLUSH_TRIES * PROFILE.membership().flushMs();
    Seeds.of(test, PROFILE.withTransfersOf(longMs))
        .play(
            SLOW_SEEDS,
            stage -> {
              var nodes = stage.sim().addNodes(4);
              nodes.subList(0, 3).forEach(SimNode::start);
              stage.settle();
              stage.load(60);
              stage.run(100);
              nodes.get(3).start();
              stage.run(2 * longMs);
              stage.settle();
            });
  }

  private static final int SLOW_SEEDS = 50;

  private static List<SimNode> some(Stage stage, int count) {
    var nodes = new ArrayList<>(stage.sim().running());
    while (nodes.size() > count) nodes.remove(stage.draw(0, nodes.size() - 1));
    return nodes;
  }
}
