package dev.parley.sim;

import dev.parley.protocol.NodeState;
import dev.parley.protocol.election.ElectionMode;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Members go by their own will. */
@Tag("sim")
class LeaveTest {
  /** Virtual time in which a leaver must be free to stop. */
  private static final long LEAVE_MS = 3_000;

  @Test
  void a_follower_leaves(TestInfo test) {
    play(test, stage -> stage.sim().follower().leave());
  }

  @Test
  void the_leader_leaves(TestInfo test) {
    play(test, stage -> stage.sim().leader().leave());
  }

  @Test
  void two_leave_at_once(TestInfo test) {
    play(
        test,
        stage -> {
          var nodes = stage.sim().nodes();
          int first = stage.draw(0, nodes.size() - 1);
          nodes.get(first).leave();
          stage.runBetween(0, 60);
          nodes.get((first + stage.draw(1, nodes.size() - 1)) % nodes.size()).leave();
        });
  }

  @Test
  void all_but_one_leave_at_once(TestInfo test) {
    play(test, stage -> stage.sim().nodes().subList(1, 4).forEach(SimNode::leave));
  }

  @Test
  void everybody_leaves_at_once(TestInfo test) {
    play(test, stage -> stage.sim().nodes().forEach(SimNode::leave));
  }

  @Test
  void a_member_leaves_while_the_leader_dies(TestInfo test) {
    play(
        test,
        stage -> {
          var leader = stage.sim().leader();
          stage.sim().follower().leave();
          stage.run(stage.draw(0, 30));
          leader.crash();
        });
  }

  private static void play(TestInfo test, Consumer<Stage> leaving) {
    Seeds.of(test, SimProfile.of(ElectionMode.EAGER))
        .play(
            stage -> {
              stage.group(4);
              stage.load(20);
              stage.runBetween(0, 150);
              leaving.accept(stage);
              awaitGone(stage);
              stage.runBetween(0, 200);
              stage.settle();
              stage.sim().faults().require(Fault.LEAVE);
            });
  }

  private static void awaitGone(Stage stage) {
    long endMs = stage.sim().nowMs() + LEAVE_MS;
    while (stage.sim().running().stream().anyMatch(LeaveTest::isLeaving)) {
      if (stage.sim().nowMs() > endMs)
        throw new AssertionError("somebody could not leave in " + LEAVE_MS + " ms");
      stage.run(20);
    }
  }

  private static boolean isLeaving(SimNode node) {
    return node.group().membership().state() == NodeState.LEAVING;
  }
}
