package dev.parley.transport.clients;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InboundBudgetTest {
  private static final long LIMIT = 1 << 20;

  private final InboundBudget budget = new InboundBudget(LIMIT);

  @Test
  void reads_from_a_client_that_holds_no_more_than_is_free_for_all() {
    budget.change(LIMIT / 2);

    assertThat(budget.mayRead(LIMIT / 2)).isTrue();
    assertThat(budget.mayRead(LIMIT / 2 + 1)).isFalse();
  }

  @Test
  void reads_from_a_client_of_short_lines_when_others_hold_everything() {
    budget.change(2 * LIMIT);

    assertThat(budget.mayRead(InboundBudget.FLOOR_BYTES)).isTrue();
    assertThat(budget.mayRead(InboundBudget.FLOOR_BYTES + 1)).isFalse();
  }

  @Test
  void has_room_again_when_others_hold_less() {
    budget.change(LIMIT);
    budget.change(-LIMIT);

    assertThat(budget.mayRead(LIMIT)).isTrue();
  }
}
