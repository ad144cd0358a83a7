package dev.parley.replica;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DiscoveryLimitTest {
  private final DiscoveryLimit limit = new DiscoveryLimit();

  @Test
  void answers_an_address_so_often_in_a_second_and_others_nevertheless() {
    for (int i = 0; i < DiscoveryLimit.MAX_ANSWERS_PER_SECOND; i++)
      assertThat(limit.mayAnswer("192.168.1.1", 5_000)).isTrue();
    assertThat(limit.mayAnswer("192.168.1.1", 5_999)).isFalse();
    assertThat(limit.mayAnswer("192.168.1.2", 5_999)).isTrue();
    assertThat(limit.mayAnswer("192.168.1.1", 6_000)).isTrue();
  }

  @Test
  void answers_so_many_addresses_in_a_second_whoever_they_say_they_are() {
    for (int i = 0; i < DiscoveryLimit.MAX_ADDRESSES; i++)
      assertThat(limit.mayAnswer("10.0.0." + i, 5_000)).isTrue();
    assertThat(limit.mayAnswer("10.0.1.0", 5_000)).isFalse();
    assertThat(limit.mayAnswer("10.0.0.0", 5_000)).as("one that is known").isTrue();
    assertThat(limit.mayAnswer("10.0.1.0", 6_000)).isTrue();
  }
}
