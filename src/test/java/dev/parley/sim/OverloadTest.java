package dev.parley.sim;

import dev.parley.protocol.election.ElectionMode;
import dev.parley.protocol.multicast.SendQueue;
import java.util.BitSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** More is submitted than the network takes: everything arrives, and nothing grows without end. */
@Tag("sim")
class OverloadTest {
  private static final int SEEDS = 20;
  private static final int BURST = 4_000;
  private static final long PATIENCE_MS = 20_000;

  @Test
  void a_burst_passes_through_a_window_although_one_in_twenty_is_lost(TestInfo test) {
    Seeds.of(test, SimProfile.of(ElectionMode.EAGER))
        .play(
            SEEDS,
            stage -> {
              stage.group(3);
              stage.network().loses(0.05);
              var sender = stage.sim().node(stage.draw(0, 2));
              for (int i = 0; i < BURST; i++) sender.submit();
              drain(stage);
              stage.settle();
              stage.sim().faults().require(Fault.LOST);
            });
  }

  @Test
  void members_wait_for_one_that_stands_still_and_exclude_it(TestInfo test) {
    Seeds.of(test, SimProfile.of(ElectionMode.EAGER))
        .play(
            SEEDS,
            stage -> {
              stage.group(3);
              var slow = stage.sim().follower();
              slow.pause();
              for (var node : stage.sim().running())
                for (int i = 0; i < BURST / 2; i++) if (!node.isPaused()) node.submit();
              stage.run(700);
              drain(stage);
              slow.resume();
              stage.run(100);
              stage.settle();
              stage.sim().faults().require(Fault.PAUSE);
            });
  }

  /**
   * Until everything is delivered where it was submitted; meanwhile all buffers keep their bounds.
   */
  private static void drain(Stage stage) {
    long endMs = stage.sim().nowMs() + PATIENCE_MS;
    while (stage.sim().running().stream().anyMatch(OverloadTest::isWaiting)) {
      if (stage.sim().nowMs() > endMs)
        throw new AssertionError("not drained after " + PATIENCE_MS + " ms");
      for (var node : stage.sim().running()) {
        // Each origin may have a window that is on its way and one that is being acknowledged.
        int most = 2 * SendQueue.WINDOW_FRAMES * node.viewSize();
        int kept = node.group().channel().unstable() + node.group().channel().heldBack();
        if (kept > most) throw new AssertionError(node + " keeps " + kept + " frames");
      }
      stage.run(5);
    }
  }

  private static boolean isWaiting(SimNode node) {
    var submitted = (BitSet) node.replica().submitted().clone();
    submitted.andNot(node.state());
    return !submitted.isEmpty() && !node.isPaused();
  }
}
