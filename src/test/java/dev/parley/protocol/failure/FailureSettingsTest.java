package dev.parley.protocol.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FailureSettingsTest {
  @Test
  void takes_the_shortest_timers_that_make_sense() {
    assertThat(new FailureSettings(10, 40, 10).suspectAfterMs()).isEqualTo(40);
  }

  @Test
  void takes_the_longest_timers_that_make_sense() {
    assertThat(new FailureSettings(150_000, 600_000, 600_000).confirmTimeoutMs())
        .isEqualTo(600_000);
  }

  @Test
  void refuses_to_suspect_after_less_than_four_heartbeats_and_names_both_values() {
    assertThatThrownBy(() -> new FailureSettings(250, 999, 100))
        .hasMessage("suspect-after (999 ms) must be at least 4 x heartbeat-interval (250 ms)");
  }

  @Test
  void refuses_a_heartbeat_more_often_than_the_tick() {
    assertThatThrownBy(() -> new FailureSettings(9, 1_250, 100))
        .hasMessage("heartbeat-interval (9 ms) must be at least one tick (10 ms)");
  }

  @Test
  void refuses_an_interval_so_long_that_its_multiple_overflows() {
    assertThatThrownBy(() -> new FailureSettings(Long.MAX_VALUE, 600_000, 100))
        .hasMessageContaining("at least 4 x");
  }

  @Test
  void refuses_a_silence_longer_than_ten_minutes() {
    assertThatThrownBy(() -> new FailureSettings(1_000, 600_001, 300))
        .hasMessage("suspect-after (600001 ms) must be at most 600000 ms");
  }

  @Test
  void refuses_a_confirmation_shorter_than_a_tick_or_longer_than_the_silence() {
    assertThatThrownBy(() -> new FailureSettings(250, 1_250, 9))
        .hasMessageContaining("confirm-timeout (9 ms)");
    assertThatThrownBy(() -> new FailureSettings(250, 1_250, 1_251))
        .hasMessageContaining("suspect-after (1250 ms)");
  }

  @Test
  void a_pause_is_what_could_make_a_live_member_look_silent_at_most_a_second() {
    assertThat(new FailureSettings(250, 1_250, 100).selfPauseMs()).isEqualTo(1_000);
    assertThat(new FailureSettings(1_000, 5_000, 300).selfPauseMs())
        .isEqualTo(FailureSettings.SELF_PAUSE_MS);
    assertThat(new FailureSettings(100, 500, 100).selfPauseMs()).isEqualTo(400);
  }
}
