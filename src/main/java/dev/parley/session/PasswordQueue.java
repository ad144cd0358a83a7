package dev.parley.session;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Decides which password is hashed next, and which is not hashed at all. Hashing is slow by design,
 * so a crowd can ask for more than a node can do.
 *
 * <p>The oldest comes first, and no more are taken than can be done while their clients have
 * patience: so each that is taken is answered in time, and nothing is hashed for a client that has
 * given up. Newest first would let the older ones wait in vain whenever more come than can be done.
 *
 * <p>A client that has ended its input may still read, or be gone: nobody can tell. It comes after
 * all others, and one thread is always kept free of such clients.
 */
final class PasswordQueue<J> {
  /** Passwords that are hashed at a time; the size of the dispatcher in application.conf. */
  static final int THREADS = 2;

  /** IRC clients wait for the answer to SASL for 15 s, and the network and the leader take some. */
  static final long PATIENCE_MS = 10_000;

  /** Clients that have ended their input are scripts, some at a time, or gone. */
  static final int MAX_ENDED = 16;

  /** A refused client comes back after this long at least. */
  static final long MIN_RETRY_MS = 1_000;

  /** Until the first password is hashed. */
  static final long FIRST_GUESS_MS = 250;

  /** How much the last one counts in what the next is expected to take. */
  private static final double SMOOTHING = 0.125;

  private final Set<J> waiting = new LinkedHashSet<>();
  private final Set<J> ended = new LinkedHashSet<>();
  private final Set<J> running = new LinkedHashSet<>();
  private final Set<J> runningEnded = new LinkedHashSet<>();
  private double workMs = FIRST_GUESS_MS;

  /** Takes {@code job}, or gives how long its client should wait before it asks again. */
  OptionalLong offer(J job) {
    // However slow hashing is: each thread has one that waits for it.
    if (waiting.size() >= THREADS && waitMs(waiting.size() + 1) > PATIENCE_MS)
      return OptionalLong.of(Math.max(MIN_RETRY_MS, waitMs(waiting.size())));
    waiting.add(job);
    return OptionalLong.empty();
  }

  /** The job to begin now, if a thread is free for one. */
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

  /** The client is gone: nobody waits for {@code job} any more. */
  void remove(J job) {
    waiting.remove(job);
    ended.remove(job);
  }

  /** The client has ended its input; false if {@code job} is dropped, since too many have. */
  boolean onInputEnded(J job) {
    if (!waiting.remove(job)) return true;
    return ended.size() < MAX_ENDED && ended.add(job);
  }

  /** How long it takes until as many are done, should all threads be busy. */
  private long waitMs(int jobs) {
    return Math.round(jobs * workMs / THREADS);
  }

  private static <J> Optional<J> first(Set<J> jobs) {
    return jobs.isEmpty() ? Optional.empty() : Optional.of(jobs.iterator().next());
  }
}
