package dev.parley.sim;

import dev.parley.protocol.Message;
import dev.parley.protocol.election.ElectionMode;
import dev.parley.protocol.membership.MembershipMessage.Cut;
import dev.parley.protocol.membership.MembershipMessage.FlushOk;
import dev.parley.protocol.membership.MembershipMessage.Flushed;
import dev.parley.protocol.membership.MembershipMessage.Install;
import dev.parley.protocol.membership.MembershipMessage.Prepare;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** The coordinator of a view change dies in the middle of it, with some told and some not. */
@Tag("sim")
class CoordinatorCrashTest {
  @Test
  void after_prepare_to_some(TestInfo test) {
    crashAfterSending(test, Prepare.class);
  }

  @Test
  void after_some_reports(TestInfo test) {
    crashAfterTaking(test, FlushOk.class);
  }

  @Test
  void after_cut_to_some(TestInfo test) {
    crashAfterSending(test, Cut.class);
  }

  @Test
  void after_some_have_flushed(TestInfo test) {
    crashAfterTaking(test, Flushed.class);
  }

  @Test
  void after_install_to_some(TestInfo test) {
    crashAfterSending(test, Install.class);
  }

  private static void crashAfterSending(TestInfo test, Class<? extends Message> kind) {
    play(test, stage -> CrashPoint.afterSending(kind, stage.draw(0, 3)));
  }

  private static void crashAfterTaking(TestInfo test, Class<? extends Message> kind) {
    play(test, stage -> CrashPoint.afterTaking(kind, stage.draw(1, 2)));
  }

  private static void play(TestInfo test, Function<Stage, CrashPoint> point) {
    Seeds.of(test, SimProfile.of(ElectionMode.EAGER))
        .play(
            stage -> {
              stage.group(4);
              stage.load(20);
              stage.runBetween(0, 100);
              var crash = point.apply(stage);
              stage.network().tap(crash);
              provoke(stage);
              for (int step = 0; !crash.isDone(); step++) {
                if (step == 100) throw new AssertionError("void run: nobody coordinated");
                stage.run(20);
              }
              stage.runBetween(0, 400);
              stage.settle();
            });
  }

  /** Makes somebody change the view: for a join, a death or the leader's own death. */
  private static void provoke(Stage stage) {
    switch (stage.draw(0, 2)) {
      case 0 -> {
        var fifth = stage.sim().addNodes(1).get(4);
        fifth.start();
      }
      case 1 -> stage.sim().follower().crash();
      default -> stage.sim().leader().crash();
    }
  }
}
