package dev.parley.observe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TraceRateTest {
  private final TraceRate rate = new TraceRate();

  @Test
  void shows_every_message_up_to_the_limit_and_one_of_two_beyond_it() {
    assertThat(rate.every()).isEqualTo(1);
    rate.onMeasured(TraceRate.MAX_SHOWN_PER_SECOND, 1_000);
    assertThat(rate.every()).isEqualTo(1);
    rate.onMeasured(TraceRate.MAX_SHOWN_PER_SECOND + 1, 1_000);
    assertThat(rate.every()).isEqualTo(2);
    rate.onMeasured(2 * TraceRate.MAX_SHOWN_PER_SECOND, 1_000);
    assertThat(rate.every()).isEqualTo(2);
    rate.onMeasured(2 * TraceRate.MAX_SHOWN_PER_SECOND + 2, 1_000);
    assertThat(rate.every()).isEqualTo(4);
  }

  @Test
  void is_a_power_of_two_so_that_members_with_different_ones_show_the_same_messages() {
    rate.onMeasured(2_000, 1_000);
    assertThat(rate.every()).isEqualTo(16);
    rate.onMeasured(1_000, 250);
    assertThat(rate.every()).isEqualTo(32);
    rate.onMeasured(10, 0);
    assertThat(rate.every()).as("no time has passed").isEqualTo(32);
    rate.onMeasured(1, 1_000);
    assertThat(rate.every()).isEqualTo(1);
  }
}
