package dev.parley.sim;

import dev.parley.protocol.Message;
import dev.parley.protocol.election.ElectionMode;
import dev.parley.protocol.multicast.MulticastMessage.Data;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Messages of many datagrams: every piece is repaired alone, and no view cuts one in two. */
@Tag("sim")
class LargeMessagesTest {
  private static final int LARGEST = 60 << 10;
  private static final SimProfile PROFILE = SimProfile.of(ElectionMode.EAGER);

  @Test
  void messages_of_60_kib_reach_twenty_nodes_although_30_percent_is_lost(TestInfo test) {
    Seeds.of(test, PROFILE)
        .play(
            3,
            stage -> {
              stage.group(20);
              var count = new RepairCount();
              stage.network().tap(count);
              stage.network().loses(0.3);
              stage.network().losesInBursts(0.01);
              for (int i = 0; i < 5; i++) stage.sim().node(stage.draw(0, 19)).submit(LARGEST);
              stage.run(300);
              stage.network().loses(0.1);
              stage.network().losesInBursts(0);
              stage.settle();
              stage.sim().faults().require(Fault.LOST);
              System.out.println("sim: " + count);
              count.requireAtMost(2);
            });
  }

  @Test
  void a_message_whose_sender_dies_while_it_leaves_is_delivered_by_all_or_none(TestInfo test) {
    Seeds.of(test, PROFILE)
        .play(
            stage -> {
              stage.group(stage.draw(3, 5));
              stage.load(10);
              stage.network().loses(stage.draw(0, 30) / 100.0);
              var dying = stage.sim().node(stage.draw(0, 2));
              int bytes = stage.draw(2_000, 20_000);
              stage.network().tap(new DeathMidway(dying, stage.draw(0, bytes / 1_200)));
              dying.submit(bytes);
              stage.run(stage.draw(10, 400));
              stage.network().loses(0);
              stage.settle();
              stage.sim().faults().require(Fault.CRASH);
            });
  }

  @Test
  void large_messages_come_through_partitions_and_merges(TestInfo test) {
    Seeds.of(test, PROFILE)
        .play(
            100,
            stage -> {
              stage.group(4);
              stage.load(20);
              stage.network().loses(0.1);
              for (int round = 0; round < 3; round++) {
                for (var node : stage.sim().running()) node.submit(stage.draw(1_000, LARGEST));
                stage.runBetween(0, 20);
                stage.network().isolate(stage.sim().nodes().subList(0, stage.draw(1, 3)));
                stage.runBetween(50, 600);
                stage.network().heal();
                stage.runBetween(100, 500);
              }
              stage.network().loses(0);
              stage.settle();
              stage.sim().faults().require(Fault.PARTITION);
            });
  }

  /** Counts what is sent again, against what receivers lack of what is sent first. */
  private static final class RepairCount implements SimNetwork.Tap {
    private long first;
    private long repaired;

    @Override
    public int onSend(SimNode from, Message message, int receivers) {
      if (!(message instanceof Data data)) return receivers;
      if (receivers > 1) first += (long) data.frames().size() * receivers;
      else repaired += data.frames().size();
      return receivers;
    }

    void requireAtMost(double times) {
      // 30 percent of what went to each receiver, and of what was sent to it again.
      double needed = first * 0.3 / 0.7;
      if (first == 0 || repaired > times * needed) throw new AssertionError(this.toString());
    }

    @Override
    public String toString() {
      return "%d frames to receivers, %d sent again, %.2f times what was needed"
          .formatted(first, repaired, repaired / (first * 0.3 / 0.7));
    }
  }

  /** Kills {@code sender} after so many datagrams of frames. */
  private static final class DeathMidway implements SimNetwork.Tap {
    private final SimNode sender;
    private int left;

    DeathMidway(SimNode sender, int left) {
      this.sender = sender;
      this.left = left;
    }

    @Override
    public int onSend(SimNode from, Message message, int receivers) {
      if (from != sender || !(message instanceof Data) || --left >= 0) return receivers;
      from.sim().after(0, from::crash);
      return left == -1 ? receivers / 2 : 0;
    }
  }
}
