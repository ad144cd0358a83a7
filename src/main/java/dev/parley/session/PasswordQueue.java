package dev.parley.session;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Decides which password is hashed next, and which is not hashed at all. Hashing is slow by design,
 * so a crowd of clients can ask for more than a node can do.
 *
 * <p>The oldest comes first, and no more are accepted than can be hashed before their clients give
 * up: so each accepted one is answered in time, and nothing is hashed for a client that has given
 * up. If the newest came first, the older ones would wait in vain whenever more arrive than can be
 * hashed.
 *
 * <p>A client that has ended its input may still read, or be gone: the server cannot know. It comes
 * after all others, and one thread is always kept free of such clients.
 */
final class PasswordQueue<J> {
  /** The number of passwords hashed at a time; the size of the dispatcher in application.conf. */
  static final int THREADS = 2;

  /**
   * IRC clients wait 15 s for the answer to SASL, and the network and the leader take some of that.
   */
  static final long PATIENCE_MS = 10_000;

  /**
   * At most this many clients that have ended their input wait: they are scripts, a few at a time,
   * or gone.
   */
  static final int MAX_ENDED = 16;

  /** A refused client comes back after this long at least. */
  static final long MIN_RETRY_MS = 1_000;

  /** The expected time for a password until the first one is hashed. */
  static final long FIRST_GUESS_MS = 250;

  /** The weight of the last password in the time that the next one is expected to take. */
  private static final double SMOOTHING = 0.125;

  private final Set<J> waiting = new LinkedHashSet<>();
  private final Set<J> ended = new LinkedHashSet<>();
  private final Set<J> running = new LinkedHashSet<>();
  private final Set<J> runningEnded = new LinkedHashSet<>();
  private double workMs = FIRST_GUESS_MS;

  /** Accepts {@code job}, or returns how long its client should wait before it asks again. */
  OptionalLong offer(J job) {
    // However slow hashing is, each thread has one job that waits for it.
    if (waiting.size() >= THREADS && waitMs(waiting.size() + 1) > PATIENCE_MS)
      return OptionalLong.of(Math.max(MIN_RETRY_MS, waitMs(waiting.size())));
    waiting.add(job);
    return OptionalLong.empty();
  }

  /** The job to start now, if a thread is free for one. */
  Optional<J> next() {
    if (running.size() == THREADS) return Optional.empty();
    var job = first(waiting);
    if (job.isPresent()) {
      waiting.remove(job.get());
    } else if (runningEnded.size() < THREADS - 1) {
      job = first(ended);
      job.ifPresent(ended::remove);
      job.ifPresent(runningEnded::add);
    }
    job.ifPresent(running::add);
    return job;
  }

  void onDone(J job, long tookMs) {
    running.remove(job);
    runningEnded.remove(job);
    workMs += (tookMs - workMs) * SMOOTHING;
  }

  /** The client is gone: {@code job} is no longer needed. */
  void remove(J job) {
    waiting.remove(job);
    ended.remove(job);
  }

  /**
   * The client has ended its input; returns false if {@code job} is dropped, since too many such
   * jobs wait.
   */
  boolean onInputEnded(J job) {
    if (!waiting.remove(job)) return true;
    return ended.size() < MAX_ENDED && ended.add(job);
  }

  /** How long it takes until this many jobs are done, if all threads are busy. */
  private long waitMs(int jobs) {
    return Math.round(jobs * workMs / THREADS);
  }

  private static <J> Optional<J> first(Set<J> jobs) {
    return jobs.isEmpty() ? Optional.empty() : Optional.of(jobs.iterator().next());
  }
}
