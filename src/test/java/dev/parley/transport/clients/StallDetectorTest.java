package dev.parley.transport.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StallDetectorTest {
  private final StallDetector watch = new StallDetector(Duration.ofSeconds(30));

  @Test
  void who_takes_nothing_for_three_looks_has_stalled() {
    watch.begin();
    assertThat(watch.untilLook()).isEqualTo(Duration.ofSeconds(10));
    assertThat(watch.hasStalled()).isFalse();
    assertThat(watch.hasStalled()).isFalse();
    assertThat(watch.hasStalled()).isTrue();
  }

  @Test
  void who_takes_a_little_in_time_has_not() {
    watch.begin();
    for (int i = 0; i < 10; i++) {
      assertThat(watch.hasStalled()).isFalse();
      assertThat(watch.hasStalled()).isFalse();
      watch.onTaken();
    }
  }

  @Test
  void what_was_taken_before_a_look_does_not_count_as_missed_at_it() {
    watch.begin();
    watch.onTaken();
    for (int look = 1; look <= 3; look++) assertThat(watch.hasStalled()).isFalse();
    assertThat(watch.hasStalled()).isTrue();
  }

  @Test
  void what_was_missed_before_it_began_anew_is_forgotten() {
    watch.begin();
    watch.hasStalled();
    watch.hasStalled();
    watch.begin();
    assertThat(watch.hasStalled()).isFalse();
  }
}
