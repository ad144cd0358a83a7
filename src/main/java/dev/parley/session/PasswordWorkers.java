package dev.parley.session;

import static dev.parley.time.MonotonicClock.nowMs;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import dev.parley.chat.model.Refusal;
import dev.parley.session.dialect.Refusals;
import dev.parley.session.limits.FairShare;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Hashes passwords for all sessions of a node, on threads of their own, in the order of a {@link
 * PasswordQueue}. Safe for several threads.
 */
final class PasswordWorkers implements Extension {
  /**
   * Hashing a password takes many milliseconds of a processor; this dispatcher's size bounds how
   * many are busy with it.
   */
  static final String DISPATCHER = "parley.password-dispatcher";

  /** One password to hash: {@code work} is run, or {@code refused} gets the reason why not. */
  record Job(Runnable work, Consumer<Refusal> refused) {
    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  private static final class Id extends ExtensionId<PasswordWorkers> {
    @Override
    public PasswordWorkers createExtension(ActorSystem<?> system) {
      return new PasswordWorkers(
          system.dispatchers().lookup(DispatcherSelector.fromConfig(DISPATCHER)));
    }
  }

  private static final Id ID = new Id();

  private final PasswordQueue<Job> queue = new PasswordQueue<>(FairShare.HALF);
  private final Executor threads;

  PasswordWorkers(Executor threads) {
    this.threads = threads;
  }

  /** The password workers of the node that {@code system} is. */
  static PasswordWorkers of(ActorSystem<?> system) {
    return ID.apply(system);
  }

  /**
   * Queues {@code job} of a client at {@code place}. {@code hasInputEnded}: the client has ended
   * its input, or is gone.
   */
  void submit(Job job, String place, boolean hasInputEnded) {
    Optional<PasswordQueue.Busy> busy;
    synchronized (queue) {
      busy = queue.offer(job, place);
    }
    if (busy.isPresent()) job.refused().accept(refusal(busy.get()));
    else if (hasInputEnded) onInputEnded(job);
    else startNext();
  }

  private static Refusal refusal(PasswordQueue.Busy busy) {
    return busy.isOneAddress()
        ? Refusals.tooManyPasswordsOfAddress(busy.retryAfterMs())
        : Refusals.tooManyPasswords(busy.retryAfterMs());
  }

  /** {@code job} is no longer needed. */
  void cancel(Job job) {
    synchronized (queue) {
      queue.remove(job);
    }
  }

  /** The client that waits for {@code job} has ended its input, or is gone. */
  void onInputEnded(Job job) {
    boolean isKept;
    synchronized (queue) {
      isKept = queue.onInputEnded(job);
    }
    if (isKept) startNext();
    else job.refused().accept(Refusals.tooManyPasswords(PasswordQueue.PATIENCE_MS));
  }

  private void startNext() {
    synchronized (queue) {
      queue.next().ifPresent(job -> threads.execute(() -> run(job)));
    }
  }

  private void run(Job job) {
    long startedMs = nowMs();
    try {
      job.work().run();
    } finally {
      synchronized (queue) {
        queue.onDone(job, nowMs() - startedMs);
      }
      startNext();
    }
  }
}
