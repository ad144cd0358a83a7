package dev.parley.transport.clients;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutboundBudgetTest {
  private static final long LIMIT = 1 << 20;

  private final OutboundBudget budget = new OutboundBudget(LIMIT);

  @Test
  void one_may_have_waiting_what_is_free_for_all_and_not_one_byte_more() {
    assertThat(budget.take(0, LIMIT / 2)).isTrue();
    assertThat(budget.take(LIMIT / 2, 1)).isFalse();
    assertThat(budget.take(0, LIMIT / 4)).isTrue();
    assertThat(budget.take(LIMIT / 4, LIMIT / 4)).isFalse();
  }

  @Test
  void quick_readers_are_served_when_others_have_used_everything_up() {
    assertThat(budget.take(0, LIMIT)).isTrue();
    assertThat(budget.take(0, OutboundBudget.FLOOR_BYTES)).isTrue();
    assertThat(budget.take(OutboundBudget.FLOOR_BYTES, 1)).isFalse();
  }

  @Test
  void what_is_given_back_may_be_taken_again() {
    budget.take(0, LIMIT);
    budget.give(LIMIT);
    assertThat(budget.take(0, LIMIT)).isTrue();
  }
}
