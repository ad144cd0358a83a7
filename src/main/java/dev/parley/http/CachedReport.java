package dev.parley.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A report that costs the node something, made once in a while however many ask for it: all that
 * come meanwhile get the same one. One that is dear and takes long is made less often, so that it
 * takes at most a tenth of the time. A failure is not kept: the next one to ask tries again. Safe
 * for several threads.
 */
final class CachedReport<T> {
  /**
   * The longest time between two reports: whoever watches a large cluster still learns something.
   */
  static final long MAX_REST_MS = 10_000;

  private static final int ONE_IN = 10;

  private final Supplier<CompletionStage<T>> make;
  private final long restMs;
  private final boolean isDear;
  private final LongSupplier clockMs;
  private @Nullable CompletableFuture<T> latest;
  private long untilMs;

  /**
   * {@code make} makes one report and waits for nothing. {@code restMs}: the shortest time from the
   * end of one report to the beginning of the next. {@code isDear}: the time that one takes is work
   * of this node, and not only a wait for its turn.
   */
  CachedReport(
      Supplier<CompletionStage<T>> make, long restMs, boolean isDear, LongSupplier clockMs) {
    this.make = make;
    this.restMs = restMs;
    this.isDear = isDear;
    this.clockMs = clockMs;
  }

  synchronized CompletionStage<T> get() {
    long nowMs = clockMs.getAsLong();
    if (latest != null && !(latest.isDone() && nowMs >= untilMs)) return latest;
    var next = new CompletableFuture<T>();
    latest = next;
    make.get().whenComplete((report, failure) -> finish(next, nowMs, report, failure));
    return next;
  }

  /** What was reported is no longer true: the next one to ask gets a new report. */
  synchronized void forget() {
    latest = null;
  }

  private void finish(
      CompletableFuture<T> made, long beginMs, T report, @Nullable Throwable failure) {
    synchronized (this) {
      long endMs = clockMs.getAsLong();
      long longMs = isDear ? Math.min(MAX_REST_MS, (ONE_IN - 1) * (endMs - beginMs)) : 0;
      if (made == latest) untilMs = failure == null ? endMs + Math.max(restMs, longMs) : endMs;
    }
    // Not under the lock: whoever waits continues on this thread.
    if (failure == null) made.complete(report);
    else made.completeExceptionally(failure);
  }
}
