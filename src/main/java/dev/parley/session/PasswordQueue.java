package dev.parley.session;

import dev.parley.session.limits.FairShare;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Decides which password is hashed next, and which is not hashed at all. Hashing is slow by design,
 * so a crowd of clients can ask for more than a node can do.
 *
 * <p>Clients are served in turn by where they come from, and of each place the oldest first: so who
 * comes from elsewhere waits for one password, however many an address has asked for. No more are
 * accepted than can be hashed before their clients give up, and of one place no more than its
 * {@link FairShare} of that: so each accepted one is answered in time, and nothing is hashed for a
 * client that has given up. If the newest came first, the older ones would wait in vain whenever
 * more arrive than can be hashed.
 *
 * <p>A client that has ended its input may still read, or be gone: the server cannot know. It comes
 * after all others, and one thread is always kept free of such clients.
 */
final class PasswordQueue<J> {
  /** The reason why a password is not hashed; its client should not ask again before that time. */
  record Busy(boolean isOneAddress, long retryAfterMs) {}

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

  /** An address may have this part of the places for clients that have ended their input. */
  private static final FairShare SHARE_OF_ENDED = FairShare.HALF;

  private final FairShare share;

  /** By where they come from; the first is the next one in turn. */
  private final Map<String, Set<J>> waiting = new LinkedHashMap<>();

  private final Map<J, String> places = new HashMap<>(); // of those that wait
  private final Map<J, String> ended = new LinkedHashMap<>();
  private final Set<J> running = new LinkedHashSet<>();
  private final Set<J> runningEnded = new LinkedHashSet<>();
  private double workMs = FIRST_GUESS_MS;

  /** {@code share}: the part of the queue that one place may have. */
  PasswordQueue(FairShare share) {
    this.share = share;
  }

  /** Accepts {@code job} of a client at {@code place}, or says why not. */
  Optional<Busy> offer(J job, String place) {
    var ofPlace = waiting.getOrDefault(place, Set.of());
    // However slow hashing is, each thread has one job that waits for it.
    long room = Math.max(THREADS, Math.round(PATIENCE_MS * THREADS / workMs));
    if (!share.mayTake(ofPlace.size(), places.size(), room)) {
      boolean isOneAddress = places.size() < room;
      long waitMs = waitMs(isOneAddress ? ofPlace.size() : places.size());
      return Optional.of(new Busy(isOneAddress, Math.max(MIN_RETRY_MS, waitMs)));
    }
    waiting.computeIfAbsent(place, p -> new LinkedHashSet<>()).add(job);
    places.put(job, place);
    return Optional.empty();
  }

  /** The job to start now, if a thread is free for one. */
  Optional<J> next() {
    if (running.size() == THREADS) return Optional.empty();
    var job = nextInTurn();
    if (job.isEmpty() && runningEnded.size() < THREADS - 1) {
      job = ended.keySet().stream().findFirst();
      job.ifPresent(ended::remove);
      job.ifPresent(runningEnded::add);
    }
    job.ifPresent(running::add);
    return job;
  }

  private Optional<J> nextInTurn() {
    if (waiting.isEmpty()) return Optional.empty();
    var place = waiting.keySet().iterator().next();
    var jobs = Objects.requireNonNull(waiting.remove(place));
    var job = jobs.iterator().next();
    jobs.remove(job);
    places.remove(job);
    if (!jobs.isEmpty()) waiting.put(place, jobs); // behind all others
    return Optional.of(job);
  }

  void onDone(J job, long tookMs) {
    running.remove(job);
    runningEnded.remove(job);
    workMs += (tookMs - workMs) * SMOOTHING;
  }

  /** The client is gone: {@code job} is no longer needed. */
  void remove(J job) {
    take(job);
    ended.remove(job);
  }

  private Optional<String> take(J job) {
    var place = places.remove(job);
    if (place == null) return Optional.empty();
    waiting.computeIfPresent(
        place,
        (p, jobs) -> {
          jobs.remove(job);
          return jobs.isEmpty() ? null : jobs;
        });
    return Optional.of(place);
  }

  /**
   * The client has ended its input; returns false if {@code job} is dropped, since too many such
   * jobs wait.
   */
  boolean onInputEnded(J job) {
    var place = take(job);
    if (place.isEmpty()) return true;
    long own = ended.values().stream().filter(place.get()::equals).count();
    if (!SHARE_OF_ENDED.mayTake(own, ended.size(), MAX_ENDED)) return false;
    ended.put(job, place.get());
    return true;
  }

  /** How long it takes until this many jobs are done, if all threads are busy. */
  private long waitMs(int jobs) {
    return Math.round(jobs * workMs / THREADS);
  }
}
