package dev.parley.sim;

import dev.parley.protocol.election.ElectionMode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** A process stands still for a while, and goes on with what it believed before. */
@Tag("sim")
class PauseTest {
  private static final SimProfile PROFILE = SimProfile.of(ElectionMode.EAGER);

  @Test
  void a_leader_that_stood_still_for_3_s_is_a_member_again(TestInfo test) {
    Seeds.of(test, PROFILE)
        .play(
            stage -> {
              stage.group(stage.draw(2, 4));
              stage.load(50);
              stage.runBetween(0, 100);
              pause(stage, stage.sim().leader(), 3_000);
              stage.runBetween(0, 300);
              stage.settle();
              stage.sim().faults().require(Fault.PAUSE);
            });
  }

  @Test
  void members_that_stand_still_at_any_moment_come_back(TestInfo test) {
    Seeds.of(test, PROFILE)
        .play(
            stage -> {
              stage.sim().addNodes(4).forEach(SimNode::start);
              stage.load(40);
              for (int i = 0; i < 4; i++) {
                stage.runBetween(0, 300);
                pause(stage, stage.sim().node(stage.draw(0, 3)), stage.draw(0, 800));
              }
              stage.settle();
              stage.sim().faults().require(Fault.PAUSE);
            });
  }

  private static void pause(Stage stage, SimNode node, long durationMs) {
    node.pause();
    stage.run(durationMs);
    node.resume();
  }
}
