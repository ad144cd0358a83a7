package dev.parley.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Endpoint;
import java.util.List;
import org.junit.jupiter.api.Test;

class RedirectPlanTest {
  private final RedirectPlan farewell =
      new RedirectPlan(
          ClosingCode.SHUTDOWN, "bye", List.of(Endpoint.parse("a:1"), Endpoint.parse("b:2")));

  @Test
  void sends_clients_to_the_other_servers_in_turn_and_one_after_the_other() {
    assertThat(farewell.to(0).server()).contains(Endpoint.parse("a:1"));
    assertThat(farewell.to(1).server()).contains(Endpoint.parse("b:2"));
    assertThat(farewell.to(2).server()).contains(Endpoint.parse("a:1"));
    assertThat(List.of(farewell.to(0), farewell.to(1), farewell.to(2), farewell.to(3)))
        .extracting(closing -> closing.afterMs())
        .containsExactly(0L, 0L, RedirectPlan.PACE_MS, RedirectPlan.PACE_MS);
  }

  @Test
  void asks_nobody_to_wait_longer_than_the_limit() {
    int last = (int) (2 * RedirectPlan.MAX_WAIT_MS / RedirectPlan.PACE_MS);
    assertThat(farewell.to(last).afterMs()).isEqualTo(RedirectPlan.MAX_WAIT_MS);
    assertThat(farewell.to(10 * last).afterMs()).isEqualTo(RedirectPlan.MAX_WAIT_MS);
  }

  @Test
  void names_no_server_where_there_is_none() {
    var alone = new RedirectPlan(ClosingCode.SHUTDOWN, "bye", List.of());
    assertThat(alone.to(7).server()).isEmpty();
    assertThat(alone.to(7).afterMs()).isZero();
  }
}
