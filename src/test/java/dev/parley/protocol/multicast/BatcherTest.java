package dev.parley.protocol.multicast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Dependencies;
import dev.parley.protocol.Dot;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.ViewId;
import dev.parley.testing.Seed;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** That the sizes are those of the wire is {@code BatchSizesTest}'s. */
class BatcherTest {
  private static final MemberId SELF = new MemberId("n", 1);
  private static final ViewId VIEW = new ViewId(1, SELF);
  private static final int BUDGET = 1_400;

  /** Names of three bytes twice, and an epoch. */
  private static final int HEADER = 7;

  /** Flags, number, two bytes of length. */
  private static final int FRAME = 4;

  private final Batcher batcher = new Batcher(SELF, BUDGET);

  @Test
  void nothing_makes_no_datagram() {
    assertThat(batcher.split(VIEW, List.of())).isEmpty();
  }

  @Test
  void frames_that_fit_share_a_datagram_up_to_the_last_byte() {
    var first = frame(1, 1_000);
    var fits = frame(2, BUDGET - HEADER - FRAME - 1_000 - FRAME);
    var doesNot = frame(2, BUDGET - HEADER - FRAME - 1_000 - FRAME + 1);

    assertThat(batcher.split(VIEW, List.of(first, fits))).containsExactly(List.of(first, fits));
    assertThat(batcher.split(VIEW, List.of(first, doesNot)))
        .containsExactly(List.of(first), List.of(doesNot));
  }

  @Test
  void no_frame_is_lost_doubled_or_moved() {
    var seed = Seed.next();
    var random = seed.random();
    for (int round = 0; round < 1_000; round++) {
      var frames =
          IntStream.rangeClosed(1, random.nextInt(60))
              .mapToObj(seq -> frame(seq, random.nextInt(800)))
              .toList();
      var batches = new Batcher(SELF, 1_160 + random.nextInt(9_000)).split(VIEW, frames);

      assertThat(batches.stream().flatMap(List::stream).toList()).as("%s", seed).isEqualTo(frames);
      assertThat(batches).as("%s", seed).noneMatch(List::isEmpty);
    }
  }

  private static DataFrame frame(long seq, int payloadBytes) {
    return new DataFrame(
        new Dot(SELF, seq), Dependencies.NONE, Payload.wrap(new byte[payloadBytes]));
  }
}
