package dev.parley.sim;

import dev.parley.protocol.Message;
import dev.parley.protocol.election.ElectionMode;
import dev.parley.protocol.membership.MembershipMessage.Cut;
import dev.parley.protocol.membership.MembershipMessage.FlushOk;
import dev.parley.protocol.membership.MembershipMessage.Flushed;
import dev.parley.protocol.membership.MembershipMessage.Install;
import dev.parley.protocol.membership.MembershipMessage.Prepare;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The leader dies, and who was elected dies at each point of its view change: after each number of
 * receivers of each of its messages, and after each number of answers.
 */
@Tag("sim")
class WinnerCrashTest {
  private static final int NODES = 5;

  /** Who is asked by the winner: all but the dead leader and itself. */
  private static final int OTHERS = NODES - 2;

  private static final int RUNS_OF_EACH = 8;

  private static List<Supplier<CrashPoint>> points() {
    var points = new ArrayList<Supplier<CrashPoint>>();
    for (var kind : List.<Class<? extends Message>>of(Prepare.class, Cut.class, Install.class)) {
      for (int k = 0; k <= OTHERS; k++) {
        int receivers = k;
        points.add(() -> CrashPoint.afterSending(kind, receivers));
      }
    }
    for (var kind : List.<Class<? extends Message>>of(FlushOk.class, Flushed.class)) {
      for (int k = 1; k <= OTHERS; k++) {
        int answers = k;
        points.add(() -> CrashPoint.afterTaking(kind, answers));
      }
    }
    return points;
  }

  @ParameterizedTest
  @EnumSource
  void at_any_point(ElectionMode mode, TestInfo test) {
    var points = points();
    Seeds.of(test, SimProfile.of(mode))
        .play(
            points.size() * RUNS_OF_EACH,
            stage -> {
              stage.group(NODES);
              stage.load(20);
              stage.runBetween(0, 100);
              var crash = points.get((int) (stage.sim().seed() % points.size())).get();
              stage.network().tap(crash);
              stage.sim().leader().crash();
              for (int step = 0; !crash.isDone(); step++) {
                if (step == 100) throw new AssertionError("void run: nobody was elected");
                stage.run(20);
              }
              stage.runBetween(0, 400);
              stage.settle();
              if (stage.sim().running().size() != NODES - 2)
                throw new AssertionError("running: " + stage.sim().running());
            });
  }
}
