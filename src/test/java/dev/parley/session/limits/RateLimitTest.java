package dev.parley.session.limits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateLimitTest {
  private final RateLimit limit = new RateLimit(5, 1_000, 0);

  private void take(int times, long nowMs) {
    for (int i = 0; i < times; i++) {
      assertThat(limit.waitMs(nowMs)).as("time " + i).isZero();
      limit.onTaken(nowMs);
    }
  }

  @Test
  void allows_a_burst_and_then_one_in_each_part_of_the_period() {
    take(5, 0);
    assertThat(limit.waitMs(0)).isEqualTo(200);
    assertThat(limit.waitMs(190)).isBetween(1L, 11L);

    take(1, 200);
    assertThat(limit.waitMs(200)).isEqualTo(200);
  }

  @Test
  void allows_no_more_than_a_burst_after_a_long_silence() {
    take(5, 1_000_000);

    assertThat(limit.waitMs(1_000_000)).isPositive();
  }

  @Test
  void allows_what_did_not_happen_once_more() {
    take(5, 0);
    limit.giveBack();

    take(1, 0);
    assertThat(limit.waitMs(0)).isPositive();
  }
}
