package dev.parley.sim;

import dev.parley.protocol.election.ElectionMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** How a group comes to be. */
class StartTest {
  private static final SimProfile PROFILE = SimProfile.of(ElectionMode.EAGER);

  @Test
  void nodes_that_start_together_become_one_group(TestInfo test) {
    Seeds.of(test, PROFILE)
        .play(
            stage -> {
              stage.sim().addNodes(stage.draw(2, 6));
              stage.sim().nodes().forEach(SimNode::start);
              stage.load(30);
              stage.run(500);
              stage.settle();
            });
  }

  @Test
  void nodes_that_start_one_after_another_become_one_group(TestInfo test) {
    Seeds.of(test, PROFILE)
        .play(
            stage -> {
              stage.sim().addNodes(stage.draw(2, 5));
              stage.load(30);
              for (var node : stage.sim().nodes()) {
                node.start();
                stage.runBetween(0, 800);
              }
              stage.settle();
            });
  }
}
