package dev.parley.sim;

import dev.parley.protocol.election.ElectionMode;
import java.util.ArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Members die, and come back as others. */
@Tag("sim")
class CrashTest {
  private static final SimProfile EAGER = SimProfile.of(ElectionMode.EAGER);
  private static final SimProfile CLASSIC = SimProfile.of(ElectionMode.CLASSIC);

  @Test
  void a_leader_that_crashes_under_load_is_succeeded_in_mode_eager(TestInfo test) {
    Seeds.of(test, EAGER).play(CrashTest::crashLeader);
  }

  @Test
  void a_leader_that_crashes_under_load_is_succeeded_in_mode_classic(TestInfo test) {
    Seeds.of(test, CLASSIC).play(CrashTest::crashLeader);
  }

  private static void crashLeader(Stage stage) {
    stage.group(stage.draw(2, 5));
    stage.load(20);
    stage.runBetween(0, 200);
    stage.sim().leader().crash();
    stage.runBetween(100, 700);
    stage.settle();
  }

  @Test
  void two_members_that_crash_50_ms_apart_are_excluded(TestInfo test) {
    Seeds.of(test, EAGER)
        .play(
            stage -> {
              stage.group(stage.draw(3, 5));
              stage.load(20);
              stage.runBetween(0, 100);
              var first = stage.draw(0, 1) == 0 ? stage.sim().leader() : stage.sim().follower();
              first.crash();
              stage.run(50);
              stage.sim().running().get(stage.draw(0, stage.sim().running().size() - 1)).crash();
              stage.runBetween(100, 500);
              stage.settle();
            });
  }

  @Test
  void two_members_that_fall_silent_50_ms_apart_cost_one_view_change(TestInfo test) {
    Seeds.of(test, EAGER)
        .play(
            60,
            stage -> {
              stage.group(5);
              stage.load(20);
              stage.runBetween(0, 100);
              var silent = new ArrayList<SimNode>();
              silent.add(stage.draw(0, 1) == 0 ? stage.sim().leader() : stage.sim().follower());
              var others = new ArrayList<>(stage.sim().running());
              others.removeAll(silent);
              silent.add(others.remove(stage.draw(0, 3)));
              stage.network().isolate(silent.subList(0, 1));
              stage.run(50);
              stage.network().isolate(silent.subList(1, 2));
              for (int ms = 0; ms < 1_500; ms += 5) {
                stage.run(5);
                for (var node : others) {
                  if (node.viewSize() == 4) throw new AssertionError("on the way: " + node.view());
                }
              }
              for (var node : others) {
                if (node.viewSize() != 3) throw new AssertionError("not yet: " + node.view());
              }
              stage.network().heal();
              stage.settle();
            });
  }

  @Test
  void a_member_that_comes_back_before_it_is_suspected_is_a_new_one(TestInfo test) {
    Seeds.of(test, EAGER)
        .play(
            stage -> {
              stage.group(stage.draw(2, 5));
              stage.load(20);
              stage.runBetween(0, 100);
              var node = stage.draw(0, 1) == 0 ? stage.sim().leader() : stage.sim().follower();
              node.crash();
              stage.runBetween(0, 240);
              node.start();
              stage.runBetween(0, 300);
              stage.settle();
            });
  }

  @Test
  void a_node_that_crashes_again_and_again_disturbs_nobody_for_long(TestInfo test) {
    Seeds.of(test, EAGER)
        .play(
            stage -> {
              stage.group(3);
              stage.load(30);
              var node = stage.sim().node(stage.draw(0, 2));
              for (int i = 0; i < 4; i++) {
                node.crash();
                stage.runBetween(0, 400);
                node.start();
                stage.runBetween(0, 400);
              }
              stage.settle();
            });
  }

  @Test
  void protocol_actors_that_begin_a_new_life_keep_the_state_above(TestInfo test) {
    Seeds.of(test, EAGER)
        .play(
            stage -> {
              stage.group(stage.draw(2, 4));
              stage.load(20);
              for (int i = stage.draw(1, 3); i > 0; i--) {
                stage.runBetween(0, 300);
                var nodes = stage.sim().running();
                nodes.get(stage.draw(0, nodes.size() - 1)).restartGroup();
              }
              stage.runBetween(0, 300);
              stage.settle();
            });
  }

  @Test
  void a_group_that_died_as_a_whole_comes_back(TestInfo test) {
    Seeds.of(test, EAGER)
        .play(
            stage -> {
              stage.group(3);
              stage.load(20);
              stage.runBetween(0, 200);
              for (var node : stage.sim().nodes()) {
                node.crash();
                stage.runBetween(0, 100);
              }
              for (var node : stage.sim().nodes()) {
                node.start();
                stage.runBetween(0, 100);
              }
              stage.runBetween(0, 500);
              stage.settle();
            });
  }
}
