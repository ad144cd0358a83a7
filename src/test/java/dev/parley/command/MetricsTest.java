package dev.parley.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetricsTest {
  private static final Metrics BEFORE =
      Metrics.of(
          """
          # HELP parley_logins_total Logins
          # TYPE parley_logins_total counter
          parley_logins_total{by="password"} 2.0
          parley_logins_total{by="ticket"} 3.0
          parley_held_back NaN
          parley_accept_seconds_sum 1.5
          """);

  @Test
  void a_figure_is_summed_over_its_labels() {
    assertThat(BEFORE.get("parley_logins_total")).isEqualTo(5);
    assertThat(BEFORE.get("parley_accept_seconds_sum")).isEqualTo(1.5);
  }

  @Test
  void what_is_no_number_or_not_there_is_0() {
    assertThat(BEFORE.get("parley_held_back")).isZero();
    assertThat(BEFORE.get("parley_unknown")).isZero();
  }

  @Test
  void a_rate_is_the_growth_in_a_second() {
    var now = Metrics.of("parley_logins_total{by=\"password\"} 15\n");
    assertThat(now.rate("parley_logins_total", BEFORE, 2)).isEqualTo(5);
  }

  @Test
  void a_counter_of_a_server_that_was_restarted_has_no_rate() {
    var now = Metrics.of("parley_logins_total 1\n");
    assertThat(now.rate("parley_logins_total", BEFORE, 2)).isZero();
  }

  @Test
  void a_mean_is_that_of_the_events_since_the_last_look() {
    var before = Metrics.of("parley_accept_seconds_sum 1\nparley_accept_seconds_count 10\n");
    var now = Metrics.of("parley_accept_seconds_sum 1.1\nparley_accept_seconds_count 20\n");
    var lines = String.join("\n", TopText.of(now, before, 2));
    assertThat(lines).containsPattern("acceptance +10\\.0 ms").containsPattern("accepted +5\\.0");
  }
}
