package dev.parley.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.election.ElectionMode;
import dev.parley.protocol.multicast.MulticastMessage.Data;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** One slow member may slow the group; it may not stop it. */
@Tag("sim")
class StalledMemberTest {
  private static final int SEEDS = 20;
  private static final long STALLED_UNTIL_MS = 16_000;
  private static final long STEP_MS = 10;

  /** Takes no message of the application, however often it is sent, and otherwise does its part. */
  private static Sabotage stalled(String name) {
    return new Sabotage() {
      @Override
      public Optional<Message> onReceive(SimGroup group, MemberId from, Message message) {
        boolean isTaken =
            !(message instanceof Data)
                || !group.self().id().node().equals(name)
                || group.sim().nowMs() > STALLED_UNTIL_MS;
        return isTaken ? Optional.of(message) : Optional.empty();
      }
    };
  }

  @Test
  void a_follower_that_takes_no_messages_is_excluded_and_comes_back(TestInfo test) {
    play(test, "n-a");
  }

  @Test
  void a_leader_that_takes_no_messages_is_excluded_and_comes_back(TestInfo test) {
    play(test, "n-c");
  }

  private static void play(TestInfo test, String name) {
    Seeds.of(test, SimProfile.of(ElectionMode.EAGER))
        .sabotagedBy(stalled(name))
        .play(
            SEEDS,
            stage -> {
              stage.group(3);
              var sender = stage.sim().node(1);
              sender.submit();
              boolean wentOn = false;
              while (stage.sim().nowMs() < STALLED_UNTIL_MS) {
                stage.run(STEP_MS);
                wentOn |= sender.viewSize() == 2;
              }
              assertThat(wentOn).as("a view without %s", name).isTrue();
              stage.run(STEP_MS);
              stage.settle();
            });
  }
}
