package dev.parley.sim;

import dev.parley.protocol.election.ElectionMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Groups of the size that the protocols are built for. */
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
}
