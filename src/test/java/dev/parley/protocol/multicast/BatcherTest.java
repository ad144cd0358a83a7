package dev.parley.protocol.multicast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Dependencies;
import dev.parley.protocol.Dot;
import dev.parley.protocol.MemberId;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatcherTest {
  private static final MemberId SELF = new MemberId("n", 1);
  private static final int BUDGET = 1_400;

  /**
   * Two slots, so that the first frame of a datagram takes 96 + 12 + 2 * 5 bytes and its payload.
   */
  private static final int FIRST = 118;

  private static final int LATER = 16;

  @Test
  void nothing_makes_no_datagram() {
    assertThat(Batcher.split(List.of(), BUDGET)).isEmpty();
  }

  @Test
  void frames_that_fit_share_a_datagram_up_to_the_last_byte() {
    var first = frame(1, 1_000);
    var fits = frame(2, BUDGET - FIRST - 1_000 - LATER);
    var doesNot = frame(2, BUDGET - FIRST - 1_000 - LATER + 1);

    assertThat(Batcher.split(List.of(first, fits), BUDGET)).containsExactly(List.of(first, fits));
    assertThat(Batcher.split(List.of(first, doesNot), BUDGET))
        .containsExactly(List.of(first), List.of(doesNot));
  }

  @Test
  void a_frame_that_is_larger_than_the_budget_travels_alone() {
    var before = frame(1, 10);
    var large = frame(2, 50_000);
    var after = frame(3, 10);

    assertThat(Batcher.split(List.of(before, large, after), BUDGET))
        .containsExactly(List.of(before), List.of(large), List.of(after));
  }

  @Test
  void no_frame_is_lost_doubled_or_moved() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int round = 0; round < 1_000; round++) {
      var frames =
          IntStream.rangeClosed(1, random.nextInt(60))
              .mapToObj(seq -> frame(seq, random.nextInt(800)))
              .toList();
      var batches = Batcher.split(frames, 508 + random.nextInt(9_000));

      assertThat(batches.stream().flatMap(List::stream).toList())
          .as("seed %s", seed)
          .isEqualTo(frames);
    }
  }

  private static DataFrame frame(long seq, int payloadBytes) {
    var payload = Payload.wrap(new byte[payloadBytes]);
    return new DataFrame(new Dot(SELF, seq), Dependencies.of(0, 0), payload);
  }
}
