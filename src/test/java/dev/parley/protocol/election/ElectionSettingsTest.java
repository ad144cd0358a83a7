package dev.parley.protocol.election;

import static dev.parley.protocol.election.ElectionMode.CLASSIC;
import static dev.parley.protocol.election.ElectionMode.EAGER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ElectionSettingsTest {
  @Test
  void takes_the_shortest_and_the_longest_timers_that_make_sense() {
    assertThat(new ElectionSettings(EAGER, 10, 70).hopTimeoutMs()).isEqualTo(10);
    assertThat(new ElectionSettings(CLASSIC, 10_000, 600_000).hopTimeoutMs()).isEqualTo(10_000);
  }

  @Test
  void is_patient_with_a_view_change_for_a_hundred_hop_timeouts() {
    assertThat(ElectionSettings.of(EAGER, 30)).isEqualTo(new ElectionSettings(EAGER, 30, 3_000));
    assertThat(ElectionSettings.of(EAGER, 10_000).viewChangeTimeoutMs()).isEqualTo(600_000);
  }

  @Test
  void refuses_a_hop_timeout_shorter_than_a_tick_or_longer_than_ten_seconds() {
    assertThatThrownBy(() -> new ElectionSettings(EAGER, 9, 3_000))
        .hasMessage("hop-timeout (9 ms) must be 10 to 10000 ms");
    assertThatThrownBy(() -> new ElectionSettings(EAGER, 10_001, 600_000))
        .hasMessageContaining("hop-timeout (10001 ms)");
  }

  @Test
  void refuses_less_patience_with_a_view_change_than_with_a_hop() {
    assertThatThrownBy(() -> new ElectionSettings(EAGER, 30, 209))
        .hasMessageContaining(
            "view-change-timeout (209 ms) must be at least 7 x hop-timeout (30 ms)");
    assertThatThrownBy(() -> new ElectionSettings(EAGER, 30, 600_001))
        .hasMessageContaining("at most 600000 ms");
  }

  @Test
  void a_round_has_time_to_skip_two_members_and_twice_as_much_each_time_up_to_a_limit() {
    var settings = ElectionSettings.of(EAGER, 30);

    assertThat(settings.roundTimeoutMs(4, 0)).isEqualTo(180 + 2 * 7 * 30);
    assertThat(settings.roundTimeoutMs(4, 1)).isEqualTo(2 * 600);
    assertThat(settings.roundTimeoutMs(4, 5)).isEqualTo(32 * 600);
    assertThat(settings.roundTimeoutMs(4, 1_000_000)).isEqualTo(32 * 600);
  }
}
