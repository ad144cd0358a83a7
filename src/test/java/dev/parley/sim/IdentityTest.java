package dev.parley.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.election.ElectionMode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** One name, one process: restarts replace their earlier life, copies stop. */
@Tag("sim")
class IdentityTest {
  private static final SimProfile EAGER = SimProfile.of(ElectionMode.EAGER);

  /** Shorter than the suspicion takes: the old life is still a member when the new one asks. */
  private static final int INSIDE_THE_WINDOW_MS = 100;

  @Test
  void a_follower_that_restarts_twice_inside_the_window_is_replaced_in_one_view_change_each(
      TestInfo test) {
    Seeds.of(test, EAGER)
        .play(
            stage -> {
              stage.group(stage.draw(3, 5));
              stage.load(20);
              stage.runBetween(0, 100);
              var node = stage.sim().follower();
              restart(stage, node);
              restart(stage, node);
              stage.settle();
              stage.sim().faults().require(Fault.RESTART);
            });
  }

  /** The leader's views go from one with the old life to one with the new one, at once. */
  private static void restart(Stage stage, SimNode node) {
    var leader = stage.sim().leader();
    long before = epoch(leader);
    node.crash();
    stage.runBetween(0, INSIDE_THE_WINDOW_MS);
    node.start();
    for (int waitedMs = 0; node.view().isEmpty() && waitedMs < Stage.SETTLE_MS; waitedMs += 5)
      stage.run(5);
    assertThat(node.view()).as("%s in a view", node).isPresent();
    assertThat(node.view().orElseThrow().id().leader()).isEqualTo(leader.group().self().id());
    assertThat(epoch(node)).as("one view change").isEqualTo(before + 1);
    assertThat(node.viewSize()).isEqualTo(stage.sim().nodes().size());
    stage.runBetween(0, 20);
  }

  private static long epoch(SimNode node) {
    return node.view().orElseThrow().id().epoch();
  }

  @Test
  void a_copy_that_is_started_beside_its_original_leaves_one_of_the_two(TestInfo test) {
    Seeds.of(test, EAGER).play(stage -> playCopy(stage, 0));
  }

  @Test
  void a_copy_is_noticed_under_loss(TestInfo test) {
    Seeds.of(test, EAGER).play(stage -> playCopy(stage, 0.1));
  }

  @Test
  void a_copy_is_noticed_without_multicast(TestInfo test) {
    Seeds.of(test, EAGER.withoutMulticast()).play(stage -> playCopy(stage, 0));
  }

  private static void playCopy(Stage stage, double loss) {
    stage.group(stage.draw(2, 4));
    stage.load(30);
    stage.runBetween(0, 200);
    var original = stage.draw(0, 1) == 0 ? stage.sim().leader() : stage.sim().follower();
    original.crash();
    var copy = stage.sim().addCopy(original);
    stage.runBetween(0, 500);
    // The later life may be the one that runs already, or the one that comes.
    boolean copyFirst = stage.draw(0, 1) == 0;
    (copyFirst ? copy : original).start();
    stage.runBetween(0, 1_000);
    stage.network().loses(loss);
    (copyFirst ? original : copy).start();
    stage.runBetween(500, 1_500);
    stage.network().loses(0);
    stage.settle();
    stage.sim().faults().require(Fault.HALT);
    assertThat(original.isRunning() && copy.isRunning()).isFalse();
  }
}
