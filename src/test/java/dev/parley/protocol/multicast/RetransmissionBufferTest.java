package dev.parley.protocol.multicast;

import static dev.parley.protocol.multicast.Channels.A;
import static dev.parley.protocol.multicast.Channels.frame;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.multicast.MulticastMessage.Range;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetransmissionBufferTest {
  private final RetransmissionBuffer buffer = new RetransmissionBuffer(2);

  RetransmissionBufferTest() {
    for (long seq = 1; seq <= 5; seq++) buffer.add(0, frame(A, seq, seq - 1, 0));
  }

  @Test
  void finds_what_is_asked_for_in_order() {
    assertThat(seqs(List.of(new Range(2, 3), new Range(5, 5)), 9)).containsExactly(2L, 3L, 5L);
  }

  @Test
  void finds_no_more_than_the_limit() {
    assertThat(seqs(List.of(new Range(1, 5)), 3)).containsExactly(1L, 2L, 3L);
    assertThat(seqs(List.of(new Range(1, 5)), 5)).hasSize(5);
  }

  @Test
  void a_run_to_the_end_of_time_costs_no_more_than_what_is_here() {
    assertThat(seqs(List.of(new Range(Long.MIN_VALUE, Long.MAX_VALUE)), 9)).hasSize(5);
  }

  @Test
  void a_run_that_ends_before_it_begins_is_empty() {
    assertThat(seqs(List.of(new Range(3, 2)), 9)).isEmpty();
  }

  @Test
  void what_is_stable_is_gone() {
    buffer.forget(0, 3);

    assertThat(seqs(List.of(new Range(1, 5)), 9)).containsExactly(4L, 5L);
    assertThat(buffer.size()).isEqualTo(2);
    assertThat(buffer.size(1)).isZero();
  }

  private List<Long> seqs(List<Range> ranges, int limit) {
    return buffer.find(0, ranges, limit).stream().map(frame -> frame.dot().seq()).toList();
  }
}
