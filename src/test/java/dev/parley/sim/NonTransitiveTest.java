package dev.parley.sim;

import dev.parley.protocol.election.ElectionMode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** View changes among members that do not all reach each other. */
@Tag("sim")
class NonTransitiveTest {
  private static final SimProfile PROFILE = SimProfile.of(ElectionMode.EAGER);

  /** To find a death out, and a view change with its first, unanswered questions. */
  private static final long BOUND_MS = 2_400;

  private static final int SEEDS = 60;

  @Test
  void two_sides_that_do_not_reach_each_other_share_a_view_through_a_third(TestInfo test) {
    Seeds.of(test, PROFILE)
        .play(
            SEEDS,
            stage -> {
              stage.group(4);
              stage.load(40);
              var leader = stage.sim().leader();
              var others = followers(stage, leader);
              var far = others.get(0);
              stage.network().cut(leader, far);
              stage.network().cut(far, leader);
              others.get(2).crash();
              expectOneView(stage, List.of(leader, far, others.get(1)));
              stage.network().heal();
              stage.settle();
              stage.sim().faults().require(Fault.CUT_OFF, Fault.CRASH);
            });
  }

  @Test
  void a_ring_in_which_nobody_reaches_its_successor_installs_a_view(TestInfo test) {
    Seeds.of(test, PROFILE)
        .play(
            SEEDS,
            stage -> {
              stage.group(6);
              stage.load(40);
              var leader = stage.sim().leader();
              var ring = new ArrayList<>(followers(stage, leader));
              var dead = ring.remove(stage.draw(0, 4));
              ring.add(leader);
              for (int i = 0; i < ring.size(); i++)
                stage.network().cut(ring.get(i), ring.get((i + 1) % ring.size()));
              dead.crash();
              expectOneView(stage, ring);
              stage.network().heal();
              stage.settle();
              stage.sim().faults().require(Fault.CUT_OFF, Fault.CRASH);
            });
  }

  private static List<SimNode> followers(Stage stage, SimNode leader) {
    return stage.sim().running().stream().filter(node -> node != leader).toList();
  }

  /** All of {@code group}, and only they, and nobody was left out on the way. */
  private static void expectOneView(Stage stage, List<SimNode> group) {
    for (long ms = 0; ms < BOUND_MS; ms += 10) {
      stage.run(10);
      for (var node : group) {
        if (node.viewSize() < group.size())
          throw new AssertionError(node + " is in " + node.view() + " after " + ms + " ms");
      }
      var first = group.get(0).view();
      if (group.stream().allMatch(n -> n.viewSize() == group.size() && n.view().equals(first)))
        return;
    }
    throw new AssertionError("no view of " + group + ": " + group.get(0).view());
  }
}
