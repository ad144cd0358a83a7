package dev.parley.session.limits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConnectionsByAddressTest {
  private final ConnectionsByAddress<String> connections = new ConnectionsByAddress<>();

  @Test
  void the_oldest_of_the_address_with_the_most_is_displaced() {
    connections.enter("a1", "a");
    connections.enter("b1", "b");
    connections.enter("b2", "b");
    assertThat(connections.oldestOfTheMost()).contains("b1");
  }

  @Test
  void of_addresses_with_as_many_the_oldest_of_all_is_displaced() {
    connections.enter("a1", "a");
    connections.enter("b1", "b");
    connections.enter("b2", "b");
    connections.enter("a2", "a");
    assertThat(connections.oldestOfTheMost()).contains("a1");
  }

  @Test
  void one_that_leaves_is_counted_no_longer_and_comes_last_when_it_comes_again() {
    connections.enter("a1", "a");
    connections.enter("a2", "a");
    assertThat(connections.leave("a1")).contains("a");
    assertThat(connections.count("a")).isEqualTo(1);
    connections.enter("a1", "a");
    assertThat(connections.oldestOfTheMost()).contains("a2");
    assertThat(connections.size()).isEqualTo(2);
  }

  @Test
  void one_that_left_before_changes_nothing() {
    connections.enter("a1", "a");
    connections.leave("a1");
    assertThat(connections.leave("a1")).isEmpty();
    assertThat(connections.count("a")).isZero();
    assertThat(connections.oldestOfTheMost()).isEmpty();
  }
}
