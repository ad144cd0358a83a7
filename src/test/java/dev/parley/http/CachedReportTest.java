package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CachedReportTest {
  private static final long REST_MS = 1_000;

  private final List<CompletableFuture<String>> made = new ArrayList<>();
  private long nowMs = 5_000;
  private final CachedReport<String> report =
      new CachedReport<>(this::make, REST_MS, true, () -> nowMs);

  private CompletableFuture<String> make() {
    var next = new CompletableFuture<String>();
    made.add(next);
    return next;
  }

  @Test
  void gives_all_that_ask_while_one_is_made_the_same() {
    var first = report.get();
    nowMs += 60_000;
    var second = report.get();
    made.get(0).complete("a");
    assertThat(made).hasSize(1);
    assertThat(first).isCompletedWithValue("a");
    assertThat(second).isCompletedWithValue("a");
  }

  @Test
  void makes_the_next_a_second_after_the_last_and_not_before() {
    report.get();
    made.get(0).complete("a");
    nowMs += REST_MS - 1;
    assertThat(report.get()).isCompletedWithValue("a");
    nowMs++;
    report.get();
    assertThat(made).hasSize(2);
  }

  @Test
  void rests_nine_times_as_long_as_a_long_one_took_but_not_for_ever() {
    report.get();
    nowMs += 500;
    made.get(0).complete("a");
    nowMs += 4_499;
    assertThat(report.get()).isCompletedWithValue("a");
    nowMs++;
    report.get();
    nowMs += 100_000;
    made.get(1).complete("b");
    nowMs += CachedReport.MAX_REST_MS - 1;
    assertThat(report.get()).isCompletedWithValue("b");
    nowMs++;
    report.get();
    assertThat(made).hasSize(3);
  }

  @Test
  void rests_no_longer_for_one_that_only_waited_for_its_turn() {
    var cheap = new CachedReport<>(this::make, REST_MS, false, () -> nowMs);
    cheap.get();
    nowMs += 10_000;
    made.get(0).complete("a");
    nowMs += REST_MS;
    cheap.get();
    assertThat(made).hasSize(2);
  }

  @Test
  void tries_again_after_a_failure() {
    var failed = report.get();
    nowMs += 2_000;
    made.get(0).completeExceptionally(new IllegalStateException("busy"));
    assertThat(failed).isCompletedExceptionally();
    var next = report.get();
    made.get(1).complete("b");
    assertThat(next).isCompletedWithValue("b");
  }

  @Test
  void makes_a_new_one_after_a_change_also_if_one_of_before_it_is_still_made() {
    var before = report.get();
    report.forget();
    var after = report.get();
    made.get(1).complete("new");
    nowMs += REST_MS / 2;
    made.get(0).complete("old");
    assertThat(before).isCompletedWithValue("old");
    assertThat(after).isCompletedWithValue("new");
    assertThat(report.get()).isCompletedWithValue("new");
  }
}
