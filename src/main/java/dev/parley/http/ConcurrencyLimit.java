package dev.parley.http;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asynchronous work of which at most a given number is under way at a time; further work waits for
 * its turn, in order. Safe for several threads.
 */
final class ConcurrencyLimit {
  private final int places;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int running;

  ConcurrencyLimit(int places) {
    this.places = places;
  }

  /** The result of {@code work}, which starts when there is a place for it. */
  <T> CompletionStage<T> run(Supplier<CompletionStage<T>> work) {
    var result = new CompletableFuture<T>();
    Runnable start = () -> started(work).whenComplete((value, e) -> finish(result, value, e));
    if (!mustWait(start)) start.run();
    return result;
  }

  private synchronized boolean mustWait(Runnable start) {
    if (running == places) return waiting.add(start);
    running++;
    return false;
  }

  private static <T> CompletionStage<T> started(Supplier<CompletionStage<T>> work) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private <T> void finish(CompletableFuture<T> result, T value, @Nullable Throwable failure) {
    var next = next();
    if (failure == null) result.complete(value);
    else result.completeExceptionally(failure);
    if (next != null) next.run();
  }

  private synchronized @Nullable Runnable next() {
    var next = waiting.poll();
    if (next == null) running--;
    return next;
  }
}
