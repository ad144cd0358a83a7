package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class ConcurrencyLimitTest {
  private final ConcurrencyLimit limit = new ConcurrencyLimit(2);
  private final List<CompletableFuture<String>> started = new ArrayList<>();

  private CompletionStage<String> run() {
    return limit.run(
        () -> {
          var work = new CompletableFuture<String>();
          started.add(work);
          return work;
        });
  }

  @Test
  void starts_what_there_is_a_place_for_and_the_rest_in_order_as_places_become_free() {
    var results = List.of(run(), run(), run(), run());
    assertThat(started).hasSize(2);

    started.get(1).complete("second");
    assertThat(started).hasSize(3);
    assertThat(results.get(1)).isCompletedWithValue("second");
    assertThat(results.get(0)).isNotDone();

    started.get(0).complete("first");
    started.get(2).complete("third");
    started.get(3).complete("fourth");
    assertThat(results.get(3)).isCompletedWithValue("fourth");
    run();
    run();
    run();
    assertThat(started).hasSize(6);
  }

  @Test
  void work_that_fails_gives_its_place_to_the_next() {
    run();
    run();
    var next = run();
    started.get(0).completeExceptionally(new IllegalStateException("no answer"));
    assertThat(started).hasSize(3);

    CompletionStage<String> thrown =
        limit.run(
            () -> {
              throw new IllegalStateException("not even started");
            });
    started.get(1).complete("done");
    assertThat(thrown).isCompletedExceptionally();
    started.get(2).complete("next");
    assertThat(next).isCompletedWithValue("next");
    run();
    run();
    assertThat(started).hasSize(5);
  }
}
