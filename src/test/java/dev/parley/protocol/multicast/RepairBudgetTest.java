package dev.parley.protocol.multicast;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RepairBudgetTest {
  private final RepairBudget budget = new RepairBudget();

  @Test
  void a_burst_is_sent_at_once_and_no_byte_more() {
    assertThat(budget.take(RepairBudget.BURST_BYTES, 0)).isTrue();
    assertThat(budget.take(1, 0)).isFalse();
  }

  @Test
  void tokens_come_back_with_time_up_to_a_burst() {
    budget.take(RepairBudget.BURST_BYTES, 0);
    assertThat(budget.take(RepairBudget.BYTES_PER_MS + 1, 1)).isFalse();
    assertThat(budget.take(RepairBudget.BYTES_PER_MS, 1)).isTrue();
    assertThat(budget.take(RepairBudget.BURST_BYTES + 1, 1_000_000_000)).isFalse();
    assertThat(budget.take(RepairBudget.BURST_BYTES, 1_000_000_000)).isTrue();
  }

  @Test
  void a_clock_that_stands_still_or_goes_back_gives_nothing() {
    budget.take(RepairBudget.BURST_BYTES, 1_000);
    assertThat(budget.take(1, 1_000)).isFalse();
    assertThat(budget.take(1, 10)).isFalse();
  }
}
