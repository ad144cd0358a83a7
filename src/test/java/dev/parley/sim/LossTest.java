package dev.parley.sim;

import dev.parley.protocol.election.ElectionMode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Datagrams are lost, doubled and overtake each other. */
@Tag("sim")
class LossTest {
  private static final SimProfile PROFILE = SimProfile.of(ElectionMode.EAGER);

  @Test
  void everything_arrives_in_order_although_10_to_30_percent_are_lost(TestInfo test) {
    Seeds.of(test, PROFILE)
        .play(
            stage -> {
              stage.group(stage.draw(2, 4));
              stage.network().loses(stage.draw(10, 30) / 100.0);
              stage.network().doubles(0.1);
              stage.network().delays(0, 8, 0.05);
              stage.load(15);
              stage.runBetween(300, 900);
              stage.network().loses(0.1);
              stage.settle();
              stage.sim().faults().require(Fault.LOST, Fault.DOUBLED, Fault.OVERTAKEN);
            });
  }

  @Test
  void a_group_forms_although_10_to_30_percent_are_lost(TestInfo test) {
    Seeds.of(test, PROFILE)
        .play(
            stage -> {
              stage.network().loses(stage.draw(10, 30) / 100.0);
              stage.network().doubles(0.1);
              stage.sim().addNodes(4).forEach(SimNode::start);
              stage.load(30);
              stage.run(1_000);
              stage.network().loses(0);
              stage.settle();
              stage.sim().faults().require(Fault.LOST, Fault.DOUBLED);
            });
  }

  @Test
  void the_last_message_of_a_burst_is_not_missed_when_it_is_lost(TestInfo test) {
    Seeds.of(test, PROFILE)
        .play(
            stage -> {
              stage.group(3);
              var sender = stage.sim().node(stage.draw(0, 2));
              for (int i = stage.draw(0, 30); i > 0; i--) sender.submit();
              stage.run(stage.draw(0, 20));
              stage.network().loses(1);
              sender.submit();
              stage.run(15);
              stage.network().loses(0);
              // Well before anybody is suspected.
              long tookMs = stage.settle();
              if (tookMs > 200) throw new AssertionError("repaired after " + tookMs + " ms only");
              stage.sim().faults().require(Fault.LOST);
            });
  }
}
