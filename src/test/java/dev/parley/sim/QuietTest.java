package dev.parley.sim;

import dev.parley.protocol.election.ElectionMode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Nothing happens without a reason. */
@Tag("sim")
class QuietTest {
  @Test
  void a_healthy_group_under_load_keeps_its_view(TestInfo test) {
    Seeds.of(test, SimProfile.of(ElectionMode.EAGER))
        .play(
            stage -> {
              stage.group(stage.draw(2, 5));
              var view = stage.sim().node(0).view();
              stage.load(20);
              // Ten times what makes a silent member suspected.
              stage.run(10 * 250);
              stage.settle();
              if (!stage.sim().node(0).view().equals(view))
                throw new AssertionError(view + " became " + stage.sim().node(0).view());
            });
  }

  @Test
  void an_idle_group_says_little(TestInfo test) {
    Seeds.of(test, SimProfile.of(ElectionMode.EAGER))
        .play(
            stage -> {
              stage.group(3);
              stage.run(500);
              long before = stage.network().sent();
              stage.run(2_000);
              // Of three members to two others each: 20 heartbeats and 2 vectors a second, and
              // the leader's announcements.
              long perSecond = (stage.network().sent() - before) / 2;
              if (perSecond > 3 * 2 * (20 + 2) + 2 * 5)
                throw new AssertionError(perSecond + " datagrams a second when idle");
            });
  }
}
