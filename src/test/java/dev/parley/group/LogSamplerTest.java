package dev.parley.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LogSamplerTest {
  @Test
  void lets_the_first_event_through_and_then_one_a_period_with_their_number() {
    var sampler = new LogSampler(100);

    assertThat(sampler.onEvent(-5_000)).isEqualTo(OptionalLong.of(1));
    assertThat(sampler.onEvent(-4_999)).isEmpty();
    assertThat(sampler.onEvent(-4_901)).isEmpty();
    assertThat(sampler.onEvent(-4_900)).isEqualTo(OptionalLong.of(3));
    assertThat(sampler.onEvent(-4_801)).isEmpty();
  }
}
