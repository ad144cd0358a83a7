package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.MemberId;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemberClocksTest {
  private static final MemberId A = new MemberId("n-1", 1);
  private static final MemberId B = new MemberId("n-2", 1);

  private final MemberClocks clocks = new MemberClocks(0);

  @Test
  void a_node_that_is_alone_asks_nobody_and_agrees_with_all() {
    assertThat(clocks.onTick(5)).isEmpty();
    assertThat(clocks.agree(5)).isTrue();
  }

  @Test
  void all_must_have_answered_and_lately() {
    clocks.onView(List.of(A, B));
    clocks.onTick(0);
    clocks.onTold(A, 1, 1_000, 0, 1_000);
    assertThat(clocks.agree(0)).isFalse();
    clocks.onTold(B, 1, 1_000, 0, 1_000);
    assertThat(clocks.agree(MemberClocks.FRESH_MS)).isTrue();
    assertThat(clocks.agree(MemberClocks.FRESH_MS + 1)).isFalse();
  }

  @Test
  void asks_often_until_all_have_answered_and_then_rarely() {
    clocks.onView(List.of(A));
    assertThat(clocks.onTick(0)).contains(1L);
    assertThat(clocks.onTick(MemberClocks.RETRY_MS - 1)).isEmpty();
    assertThat(clocks.onTick(MemberClocks.RETRY_MS)).contains(2L);
    clocks.onTold(A, 2, 1_000, 1_000, 1_000);
    assertThat(clocks.onTick(2 * MemberClocks.RETRY_MS)).isEmpty();
    assertThat(clocks.onTick(MemberClocks.RETRY_MS + MemberClocks.ASK_MS)).contains(3L);
  }

  @Test
  void a_difference_of_a_minute_is_one_clock_and_of_more_is_another() {
    clocks.onView(List.of(A));
    clocks.onTick(0);
    clocks.onTold(A, 1, MemberClocks.MAX_DIFFERENCE_MS, 0, 0);
    assertThat(clocks.agree(0)).isTrue();
    assertThat(clocks.different()).isEmpty();
    clocks.onTold(A, 1, -MemberClocks.MAX_DIFFERENCE_MS - 1, 0, 0);
    assertThat(clocks.agree(0)).isFalse();
    assertThat(clocks.different()).containsEntry(A, -MemberClocks.MAX_DIFFERENCE_MS - 1);
  }

  @Test
  void half_of_the_round_trip_is_not_the_clocks() {
    clocks.onView(List.of(A));
    clocks.onTick(0);
    // Sent at 0, answered at 2,000, back at 4,000: the clocks are equal.
    clocks.onTold(A, 1, 1_002_000, 4_000, 1_004_000);
    assertThat(clocks.agree(4_000)).isTrue();
    clocks.onTick(30_000);
    long late = 30_000 + MemberClocks.MAX_ROUND_TRIP_MS + 1;
    clocks.onTold(A, 2, 0, late, 1_000_000 + late);
    assertThat(clocks.agree(late)).as("what took too long says nothing").isTrue();
  }

  @Test
  void answers_to_earlier_questions_and_of_strangers_are_ignored() {
    clocks.onView(List.of(A));
    clocks.onTick(0);
    clocks.onTick(MemberClocks.RETRY_MS);
    clocks.onTold(A, 1, 0, 1_000, 0);
    clocks.onTold(B, 2, 0, 1_000, 0);
    assertThat(clocks.agree(1_000)).isFalse();
    clocks.onTold(A, 2, 0, 1_000, 0);
    clocks.onView(List.of(A, B));
    assertThat(clocks.agree(1_000)).as("one more, of whom nothing is known").isFalse();
    clocks.onView(List.of(A));
    clocks.forget();
    assertThat(clocks.agree(1_000)).isFalse();
  }
}
