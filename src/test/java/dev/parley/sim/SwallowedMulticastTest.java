package dev.parley.sim;

import dev.parley.protocol.election.ElectionMode;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Networks that carry unicast and swallow multicast; the nodes watch whom it reaches. */
@Tag("sim")
class SwallowedMulticastTest {
  private static final SimProfile PROFILE = SimProfile.of(ElectionMode.EAGER);

  /** Eight times what makes a silent member suspected. */
  private static final long LONG_MS = 8 * 250;

  @Test
  void nodes_with_seeds_are_a_stable_group_where_no_multicast_ever_arrives(TestInfo test) {
    Seeds.of(test, PROFILE)
        .play(
            stage -> {
              stage.network().watchMulticast();
              stage.sim().addNodes(stage.draw(2, 5));
              stage.network().swallowMulticast(stage.sim().nodes());
              stage.sim().nodes().forEach(SimNode::start);
              stage.settle();
              stage.load(30);
              stage.expectNoChange(LONG_MS);
              stage.settle();
              stage.sim().faults().require(Fault.SWALLOWED);
            });
  }

  @Test
  void a_running_group_keeps_its_view_when_multicast_stops_and_when_it_works_again(TestInfo test) {
    Seeds.of(test, PROFILE)
        .play(
            stage -> {
              stage.network().watchMulticast();
              stage.group(stage.draw(2, 5));
              // Long enough for all to have said whom they hear.
              stage.run(300);
              stage.load(30);
              stage.network().swallowMulticast(stage.sim().nodes());
              stage.expectNoChange(LONG_MS);
              stage.network().carryMulticast();
              stage.expectNoChange(LONG_MS);
              stage.settle();
              stage.sim().faults().require(Fault.SWALLOWED);
              for (var node : stage.sim().nodes()) expectNothingTwice(node);
            });
  }

  @Test
  void a_member_that_alone_hears_no_multicast_keeps_its_place(TestInfo test) {
    Seeds.of(test, PROFILE)
        .play(
            stage -> {
              stage.network().watchMulticast();
              stage.group(stage.draw(2, 5));
              stage.run(300);
              stage.load(30);
              var deaf = stage.sim().node(stage.draw(0, stage.sim().nodes().size() - 1));
              stage.network().swallowMulticast(List.of(deaf));
              stage.expectNoChange(LONG_MS);
              stage.settle();
              stage.sim().faults().require(Fault.SWALLOWED);
            });
  }

  private static void expectNothingTwice(SimNode node) {
    var unreached = node.unreached();
    if (!unreached.isEmpty()) throw new AssertionError(node + " does not reach " + unreached);
  }
}
