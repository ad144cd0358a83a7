package dev.parley.sim;

import dev.parley.protocol.election.ElectionMode;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Groups of the size that the protocols are built for. */
@Tag("sim")
class BigGroupTest {
  private static final int NODES = 30;
  private static final int SEEDS = 2;

  @Test
  void thirty_nodes_start_at_once_and_survive_the_crash_of_ten(TestInfo test) {
    Seeds.of(test, SimProfile.of(ElectionMode.EAGER))
        .play(
            SEEDS,
            stage -> {
              stage.group(NODES);
              stage.load(200);
              stage.run(300);
              for (int i = 0; i < NODES / 3; i++) {
                var nodes = stage.sim().running();
                nodes.get(stage.draw(0, nodes.size() - 1)).crash();
              }
              stage.run(500);
              stage.settle();
            });
  }

  @Test
  void a_partition_of_thirty_heals(TestInfo test) {
    Seeds.of(test, SimProfile.of(ElectionMode.CLASSIC))
        .play(
            SEEDS,
            stage -> {
              stage.group(NODES);
              stage.load(200);
              stage.network().loses(0.02);
              stage.network().isolate(stage.sim().nodes().subList(0, 12));
              stage.run(1_000);
              stage.network().heal();
              stage.run(200);
              stage.settle();
            });
  }

  @Test
  void twelve_parts_heal_in_rounds(TestInfo test) {
    Seeds.of(test, SimProfile.of(ElectionMode.EAGER))
        .play(
            10 * SEEDS,
            stage -> {
              stage.group(12);
              stage.load(200);
              for (var node : stage.sim().nodes()) stage.network().isolate(List.of(node));
              stage.run(1_500);
              for (var node : stage.sim().nodes()) {
                if (node.viewSize() != 1) throw new AssertionError(node + ": " + node.view());
              }
              stage.network().heal();
              stage.settle();
            });
  }
}
