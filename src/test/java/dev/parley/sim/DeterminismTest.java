package dev.parley.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.election.ElectionMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** A seed is worth something only if it repeats. */
class DeterminismTest {
  private static final int SEEDS = 20;

  @Test
  void the_same_seed_gives_the_same_run(TestInfo test) {
    var seeds = Seeds.of(test, SimProfile.of(ElectionMode.CLASSIC));
    for (long seed = 1; seed <= SEEDS; seed++) {
      assertThat(seeds.traceHash(seed, DeterminismTest::crowded))
          .isEqualTo(seeds.traceHash(seed, DeterminismTest::crowded));
    }
  }

  @Test
  void another_seed_gives_another_run(TestInfo test) {
    var seeds = Seeds.of(test, SimProfile.of(ElectionMode.CLASSIC));
    assertThat(seeds.traceHash(1, DeterminismTest::crowded))
        .isNotEqualTo(seeds.traceHash(2, DeterminismTest::crowded));
  }

  private static void crowded(Stage stage) {
    stage.network().loses(0.1);
    stage.group(4);
    stage.load(20);
    stage.runBetween(0, 100);
    stage.sim().leader().crash();
    stage.runBetween(0, 300);
    stage.network().isolate(stage.sim().running().subList(0, 1));
    stage.run(400);
    stage.network().heal();
    stage.sim().nodes().stream().filter(node -> !node.isRunning()).forEach(SimNode::start);
    stage.run(200);
    stage.settle();
  }
}
