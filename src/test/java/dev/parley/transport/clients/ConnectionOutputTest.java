package dev.parley.transport.clients;

import static org.assertj.core.api.Assertions.assertThat;

import akka.util.ByteString;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionOutputTest {
  private static final int LOOKS = 3;

  private final RecordingWire wire = new RecordingWire();
  private final StallDetector stalls = new StallDetector(Duration.ofSeconds(30));
  private final ConnectionOutput<ByteString> outgoing =
      new ConnectionOutput<>(
          new OutboundQueue<>(
              new OutboundShare(OutboundShare.LIMIT_BYTES, OutboundBudget.ofMemory()),
              ByteString::size),
          stalls,
          wire);

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
    assertThat(outgoing.offer(piece("x"), 0)).as("told once").isTrue();
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
    for (int i = 0; i < count; i++) {
      outgoing.offer(List.of(ByteString.fromArray(new byte[1_024])), 0);
      outgoing.flush();
    }
    assertThat(wire.writes).as("one write at a time").hasSize(1);
  }

  @Test
  void writes_what_was_offered_since_the_last_flush_at_once_and_tells_its_mark() {
    for (int i = 1; i <= 3; i++) outgoing.offer(piece("" + i), i);
    assertThat(wire.writes).isEmpty();

    outgoing.flush();
    assertThat(wire.writes).hasSize(1);
    assertThat(wire.writes.get(0))
        .extracting(ByteString::utf8String)
        .containsExactly("1", "2", "3");
    assertThat(outgoing.onWritten()).isEqualTo(3);
    assertThat(wire.writes).hasSize(1);
  }

  @Test
  void finishes_behind_what_waits_and_its_last_words() {
    outgoing.offer(piece("a"), 1);
    outgoing.flush();
    outgoing.offer(piece("b"), 2);
    outgoing.close(piece("bye"));
    assertThat(outgoing.onWritten()).isEqualTo(1);
    assertThat(wire.writes.get(1)).extracting(ByteString::utf8String).containsExactly("b", "bye");
    assertThat(wire.isFinished).isFalse();

    assertThat(outgoing.onWritten()).isEqualTo(2);
    assertThat(wire.isFinished).isTrue();
  }

  private static List<ByteString> piece(String text) {
    return List.of(ByteString.fromString(text));
  }
}
