package dev.parley.sim;

import dev.parley.protocol.election.ElectionMode;
import dev.parley.sim.NthMessage.Harm;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/**
 * One fault at each single step: seed by seed the next message is lost, to everybody or to one; or
 * its sender or a receiver dies before it or after it; or somebody dies between two effects of one.
 */
@Tag("sim")
class SingleFaultTest {
  /** More than one such change takes: later positions find nothing to harm. */
  private static final int MESSAGES = 60;

  @Test
  void of_a_join(TestInfo test) {
    play(test, 3, stage -> stage.sim().addNodes(1).get(3).start());
  }

  @Test
  void of_a_succession_in_mode_eager(TestInfo test) {
    play(test, 4, stage -> stage.sim().leader().crash());
  }

  @Test
  void of_a_succession_in_mode_classic(TestInfo test) {
    play(test, SimProfile.of(ElectionMode.CLASSIC), 4, stage -> stage.sim().leader().crash());
  }

  @Test
  void of_a_succession_in_mode_jump(TestInfo test) {
    play(test, SimProfile.of(ElectionMode.JUMP), 4, stage -> stage.sim().leader().crash());
  }

  @Test
  void of_a_leave_of_the_leader(TestInfo test) {
    play(test, 4, stage -> stage.sim().leader().leave());
  }

  @Test
  void of_a_merge(TestInfo test) {
    play(
        test,
        4,
        stage -> {
          var sides = List.of(stage.sim().nodes().subList(0, 2), stage.sim().nodes().subList(2, 4));
          stage.network().tap(new SimNetwork.Tap() {});
          stage.network().isolate(sides.get(0));
          stage.run(300);
          for (var side : sides) stage.settle(side);
          stage.load(40);
          stage.network().tap(fault(stage));
          stage.network().heal();
        });
  }

  private static void play(TestInfo test, int nodes, Consumer<Stage> change) {
    play(test, SimProfile.of(ElectionMode.EAGER), nodes, change);
  }

  private static void play(TestInfo test, SimProfile profile, int nodes, Consumer<Stage> change) {
    Seeds.of(test, profile)
        .play(
            Harm.values().length * MESSAGES,
            stage -> {
              stage.group(nodes);
              stage.load(40);
              stage.run(50);
              stage.network().tap(fault(stage));
              change.accept(stage);
              stage.run(400);
              stage.settle();
              stage.sim().nodes().stream().filter(n -> !n.isRunning()).forEach(SimNode::start);
              stage.settle();
            });
  }

  private static NthMessage fault(Stage stage) {
    var harms = Harm.values();
    int seed = (int) stage.sim().seed();
    return new NthMessage(harms[seed % harms.length], 1 + seed / harms.length % MESSAGES);
  }
}
