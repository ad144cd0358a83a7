package dev.parley.sim;

import dev.parley.protocol.election.ElectionMode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** How a group comes to be. */
@Tag("sim")
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

  /**
   * Newcomers know the addresses of the first nodes only, of which one lives, and does not lead: it
   * passes their question on.
   */
  @Test
  void a_node_that_knows_seeds_only_finds_a_group_that_none_of_them_leads(TestInfo test) {
    Seeds.of(test, PROFILE.withoutMulticast())
        .play(
            SEEDS_ONLY,
            stage -> {
              stage.group(stage.draw(SimNode.SEEDS + 1, 6));
              var leader = stage.sim().leader();
              var seeds = new ArrayList<>(stage.sim().nodes().subList(0, SimNode.SEEDS));
              // All seeds but one are gone, and that one leads nobody: the largest is elected.
              seeds.remove(leader);
              seeds.remove(stage.draw(0, seeds.size() - 1));
              seeds.forEach(SimNode::crash);
              if (stage.sim().nodes().indexOf(leader) < SimNode.SEEDS) leader.crash();
              stage.settle();
              if (stage.sim().nodes().indexOf(stage.sim().leader()) < SimNode.SEEDS)
                throw new AssertionError("void run: a seed leads");
              stage.load(40);
              stage.runBetween(0, 600);
              int before = stage.sim().nodes().size();
              stage.sim().addNodes(stage.draw(1, 2));
              var fresh = stage.sim().nodes().subList(before, stage.sim().nodes().size());
              fresh.forEach(SimNode::start);
              if (stage.draw(0, 1) == 0) {
                stage.runBetween(0, 300);
                stage.sim().leader().crash();
              } else {
                expectNoFounder(stage, fresh);
              }
              long tookMs = stage.settle();
              if (tookMs > SEEDS_BOUND_MS) throw new AssertionError(tookMs + " ms");
            });
  }

  /** Who hears where the leader is has no reason to found a group. */
  private static void expectNoFounder(Stage stage, List<SimNode> fresh) {
    for (int i = 0; i < 60; i++) {
      stage.run(10);
      for (var node : fresh)
        if (node.viewSize() == 1) throw new AssertionError(node + " founded a group of its own");
    }
  }

  private static final int SEEDS_ONLY = 60;

  /** As {@link #BOUND_MS}, after a founding of one's own that is given up. */
  private static final long SEEDS_BOUND_MS = 3_000;

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
