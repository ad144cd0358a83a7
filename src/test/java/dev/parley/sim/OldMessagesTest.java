package dev.parley.sim;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.election.ElectionMode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Messages of views and of lives that are long over. */
@Tag("sim")
class OldMessagesTest {
  private static final int SEEDS = 50;
  private static final int MAX_KEPT = 3_000;
  private static final long AN_HOUR_OF_QUIET_MS = 20_000;

  private record Old(SimNode to, MemberId from, Message message) {}

  /** Keeps what arrives. */
  private static final class Wiretap implements SimNetwork.Tap {
    private final List<Old> heard = new ArrayList<>();

    @Override
    public void onReceived(SimNode to, MemberId from, Message message) {
      if (heard.size() < MAX_KEPT) heard.add(new Old(to, from, message));
    }
  }

  @Test
  void all_that_was_ever_said_comes_again_later_and_changes_nothing(TestInfo test) {
    Seeds.of(test, SimProfile.of(ElectionMode.JUMP))
        .play(
            SEEDS,
            stage -> {
              var wiretap = new Wiretap();
              stage.network().tap(wiretap);
              stage.group(3);
              stage.load(25);
              stage.run(200);
              var leader = stage.sim().leader();
              leader.crash();
              stage.runBetween(0, 300);
              leader.start();
              stage.settle();
              var lone = stage.sim().follower();
              stage.network().isolate(List.of(lone));
              stage.run(600);
              stage.network().heal();
              stage.settle();
              stage.run(AN_HOUR_OF_QUIET_MS);
              stage.network().tap(new SimNetwork.Tap() {});

              if (wiretap.heard.size() < 100) throw new AssertionError("void run: nothing heard");
              replay(stage, wiretap.heard);
              stage.expectNoChange(2_000);
              stage.load(25);
              stage.run(100);
              stage.settle();
            });
  }

  /** To whom it was said, and to somebody else. */
  private static void replay(Stage stage, List<Old> heard) {
    var sim = stage.sim();
    for (var old : heard) {
      var other = sim.node(stage.draw(0, sim.nodes().size() - 1));
      for (var to : List.of(old.to(), other)) {
        sim.after(
            sim.random().nextLong(1_000),
            () -> to.receive(old.from(), old.message(), new SimNetwork.Tap() {}));
      }
    }
  }
}
