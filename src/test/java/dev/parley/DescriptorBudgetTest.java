package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.config.ConfigProblem;
import dev.parley.transport.clients.Descriptors;
import org.junit.jupiter.api.Test;

class DescriptorBudgetTest {
  private static final int OPEN = 100;

  private static DescriptorBudget budget(long free) {
    var now = new Descriptors(OPEN, OPEN + DescriptorBudget.RESERVE + free);
    return DescriptorBudget.of(now, 10_000, 10_000);
  }

  @Test
  void gives_what_the_settings_ask_for_where_there_is_enough() {
    assertThat(budget(20_000).clients()).isEqualTo(10_000);
    assertThat(budget(20_000).http()).isEqualTo(10_000);
    assertThat(budget(20_000).warning()).isEmpty();
  }

  @Test
  void gives_http_less_before_it_gives_clients_less() {
    var budget = budget(13_333);

    assertThat(budget.clients()).isEqualTo(10_000);
    assertThat(budget.http()).isEqualTo(3_333);
    assertThat(budget.warning()).isEmpty();
  }

  @Test
  void warns_with_what_to_raise_where_the_system_allows_fewer_clients_than_the_settings() {
    var budget = budget(800);

    assertThat(budget.clients()).isEqualTo(600);
    assertThat(budget.http()).isEqualTo(200);
    assertThat(budget.warning().orElseThrow())
        .contains("996 open files", "at most 600 clients", "is 10000", "ulimit -n");
  }

  @Test
  void starts_with_room_for_a_few_clients_and_not_with_less() {
    assertThat(budget(21).clients()).isEqualTo(16);
    assertThatThrownBy(() -> budget(20))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("216 open files")
        .hasMessageContaining("ulimit -n");
  }
}
