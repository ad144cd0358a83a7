package dev.parley.protocol.multicast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GapDetectorTest {
  private final GapDetector gaps = new GapDetector(new long[] {3, 0}, new SplittableRandom(1));

  @Test
  void knows_the_base_and_the_highest_that_anybody_told() {
    assertThat(gaps.highestKnown(0)).isEqualTo(3);
    gaps.onKnown(0, 7);
    gaps.onKnown(0, 5);
    assertThat(gaps.highestKnown(0)).isEqualTo(7);
  }

  @Test
  void a_new_gap_waits_for_reordering_to_close_it() {
    assertThat(gaps.isDue(0, 4, 100)).isFalse();
    assertThat(gaps.isDue(0, 4, 100 + GapDetector.FIRST_WAIT_MIN_MS - 1)).isFalse();
    assertThat(gaps.isDue(0, 4, 100 + GapDetector.FIRST_WAIT_MAX_MS)).isTrue();
  }

  @Test
  void asks_again_with_growing_pauses_up_to_the_longest() {
    open(0);
    long askedMs = GapDetector.FIRST_WAIT_MAX_MS;
    long lastPause = 0;
    for (int attempt = 1; attempt < 30; attempt++) {
      long nowMs = askedMs + 1;
      while (!gaps.isDue(0, 4, nowMs)) nowMs++;
      long pause = nowMs - askedMs;
      assertThat(pause).isBetween(lastPause, GapDetector.MAX_RETRY_MS);
      lastPause = pause;
      askedMs = nowMs;
    }
    assertThat(lastPause).isEqualTo(GapDetector.MAX_RETRY_MS);
    assertThat(gaps.attempts(0)).isEqualTo(30);
  }

  @Test
  void a_gap_whose_lower_end_moved_is_a_new_one() {
    open(0);
    assertThat(gaps.attempts(0)).isEqualTo(1);

    assertThat(gaps.isDue(0, 5, 1_000)).isFalse();

    assertThat(gaps.attempts(0)).isZero();
  }

  @Test
  void a_gap_that_was_closed_begins_anew() {
    open(0);
    gaps.onClosed(0);

    assertThat(gaps.isDue(0, 4, 10_000)).isFalse();
    assertThat(gaps.attempts(0)).isZero();
  }

  @Test
  void waits_as_if_it_had_asked_when_another_asks_all() {
    open(0);
    gaps.onAskedByAnother(0, 25);
    long secondPauseMs = GapDetector.RETRY_MS * 3 / 2;
    assertThat(gaps.isDue(0, 4, 25 + secondPauseMs - 1)).isFalse();
    assertThat(gaps.isDue(0, 4, 25 + secondPauseMs)).isTrue();
  }

  @Test
  void another_s_question_opens_no_gap() {
    gaps.onAskedByAnother(0, 5);
    assertThat(gaps.isDue(0, 1, 1_000)).as("it is new").isFalse();
  }

  @Test
  void each_origin_has_its_own_gap() {
    open(0);

    assertThat(gaps.attempts(1)).isZero();
    assertThat(gaps.isDue(1, 1, GapDetector.FIRST_WAIT_MAX_MS)).isFalse();
  }

  private void open(int slot) {
    gaps.isDue(slot, 4, 0);
    assertThat(gaps.isDue(slot, 4, GapDetector.FIRST_WAIT_MAX_MS)).isTrue();
  }
}
