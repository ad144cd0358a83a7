package dev.parley.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Message;
import dev.parley.protocol.election.ElectionMode;
import dev.parley.protocol.multicast.MulticastMessage.Data;
import dev.parley.protocol.multicast.MulticastMessage.Nak;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** A datagram that nobody got: how many messages it costs a large group to repair it. */
@Tag("sim")
class SharedLossTest {
  private static final int SEEDS = 50;

  /** Loses a datagram of one member, and counts what follows. */
  private static final class Counter implements SimNetwork.Tap {
    private final SimNode sender;
    private boolean isLost;
    private int questions;
    private int repairs;
    private int received;

    Counter(SimNode sender) {
      this.sender = sender;
    }

    @Override
    public int onSend(SimNode from, Message message, int receivers) {
      if (message instanceof Nak) questions++;
      if (!(message instanceof Data)) return receivers;
      if (isLost) {
        repairs++;
        received += receivers;
        return receivers;
      }
      if (from != sender) return receivers;
      isLost = true;
      from.sim().faults().add(Fault.LOST);
      return 0;
    }
  }

  @Test
  void a_few_repairs_do_for_twenty_members(TestInfo test) {
    var questions = new AtomicInteger();
    var repairs = new AtomicInteger();
    var received = new AtomicInteger();
    Seeds.of(test, SimProfile.of(ElectionMode.JUMP))
        .play(
            SEEDS,
            stage -> {
              stage.group(20);
              var sender = stage.sim().node(3);
              var counter = new Counter(sender);
              stage.network().tap(counter);
              sender.submit(50);
              stage.run(300);
              stage.settle();
              questions.addAndGet(counter.questions);
              repairs.addAndGet(counter.repairs);
              received.addAndGet(counter.received);
              // Two who ask first, and one repair for all; a few that cross it.
              assertThat(counter.repairs).isLessThanOrEqualTo(MOST_REPAIRS);
            });
    System.out.printf(
        "sim: a datagram that 19 miss costs %.1f questions, %.1f repairs, %.1f receptions%n",
        questions.get() / (double) SEEDS,
        repairs.get() / (double) SEEDS,
        received.get() / (double) SEEDS);
  }

  private static final int MOST_REPAIRS = 8;
}
