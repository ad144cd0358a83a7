package dev.parley.transport.clients;

import static org.assertj.core.api.Assertions.assertThat;

import akka.io.Tcp;
import akka.util.ByteString;
import java.time.Duration;
import java.util.ArrayDeque;
import org.junit.jupiter.api.Test;

class ConnectionOutputTest {
  private static final int LOOKS = 3;

  private final ArrayDeque<Tcp.Command> written = new ArrayDeque<>();
  private final StallDetector stalls = new StallDetector(Duration.ofSeconds(30));
  private final ConnectionOutput outgoing =
      new ConnectionOutput(
          new OutboundQueue(
              new OutboundShare(OutboundShare.LIMIT_BYTES, OutboundBudget.ofMemory())),
          stalls,
          written::add);

  @Test
  void a_slow_line_that_takes_one_part_in_time_has_not_stalled() {
    offerKiB(64);
    stalls.begin();
    int parts = 0;
    for (int look = 1; outgoing.isAwaited(); look++) {
      assertThat(outgoing.hasStalled()).isFalse();
      if (look % (LOOKS - 1) != 0) continue;
      outgoing.onWritten();
      parts++;
    }
    assertThat(parts).as("the first KiB, and then 8 at a time").isEqualTo(1 + 8);
  }

  @Test
  void a_line_that_takes_nothing_has_stalled_and_is_written_nothing_more() {
    offerKiB(64);
    stalls.begin();
    for (int look = 1; look < LOOKS; look++) assertThat(outgoing.hasStalled()).isFalse();
    assertThat(outgoing.hasStalled()).isTrue();

    assertThat(outgoing.isAwaited()).isFalse();
    assertThat(outgoing.offer(ByteString.fromString("x"), 0)).as("told once").isTrue();
  }

  @Test
  void who_took_everything_is_not_waited_for() {
    offerKiB(9);
    outgoing.onWritten();
    assertThat(outgoing.isAwaited()).isTrue();
    outgoing.onWritten();
    assertThat(outgoing.isAwaited()).isFalse();
  }

  private void offerKiB(int count) {
    for (int i = 0; i < count; i++) outgoing.offer(ByteString.fromArray(new byte[1_024]), 0);
    assertThat(written).as("one write at a time").hasSize(1);
  }
}
