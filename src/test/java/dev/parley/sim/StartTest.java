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

  /** Detection, an election and two view changes; without a word of the dead leader's end. */
  private static final long BOUND_MS = 1_000;

  @Test
  void a_node_whose_leader_dies_while_it_joins_is_a_member_soon(TestInfo test) {
    Seeds.of(test, PROFILE)
        .play(
            stage -> {
              stage.group(stage.draw(1, 3));
              var fresh = stage.sim().addNodes(1).get(stage.sim().nodes().size() - 1);
              stage.load(40);
              fresh.start();
              stage.runBetween(0, 150);
              stage.sim().leader().crash();
              long tookMs = stage.settle();
              if (tookMs > BOUND_MS) throw new AssertionError(tookMs + " ms");
            });
  }
}
