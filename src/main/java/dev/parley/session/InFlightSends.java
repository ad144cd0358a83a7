package dev.parley.session;

import static dev.parley.time.MonotonicClock.nowMs;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.parley.replica.ReplicaProtocol;
import dev.parley.session.dialect.ClientCommand.Send;
import dev.parley.session.dialect.ClientReply;
import dev.parley.session.dialect.Refusals;
import dev.parley.session.limits.RateLimit;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The messages that a session's client sends: many may wait for their answers at once, and a person
 * is notified when one waits for long.
 */
final class InFlightSends {
  /** The next line waits in the socket while this many messages wait for their answers. */
  static final int MAX_IN_FLIGHT = 256;

  /** Longer than replication takes through a change of views. */
  static final Duration SEND_PATIENCE = Duration.ofSeconds(30);

  /** A message that waits for its answer since then. */
  private record Unanswered(Send send, long sentNanos) {}

  private final DialectDriver client;
  private final ClientMeters meters;
  private final SessionEffects effects;
  private final TimerScheduler<Session.Command> timers;
  private final Duration acceptPatience;
  private final Optional<RateLimit> pace;

  /** The unanswered messages by number, and so by age. */
  private final TreeMap<Long, Unanswered> inFlight = new TreeMap<>();

  /**
   * The last message sent before the timer was started: those up to it have waited for the timer's
   * whole time when it ends.
   */
  private long lastBeforeTimer;

  private long lastNumber;

  InFlightSends(
      DialectDriver client,
      ClientMeters meters,
      SessionEffects effects,
      TimerScheduler<Session.Command> timers,
      Duration acceptPatience,
      Optional<RateLimit> pace) {
    this.client = client;
    this.meters = meters;
    this.effects = effects;
    this.timers = timers;
    this.acceptPatience = acceptPatience;
    this.pace = pace;
  }

  void start(Send send, ActorRef<ReplicaProtocol.Event> opened) {
    long number = ++lastNumber;
    pace.ifPresent(limit -> limit.onTaken(nowMs()));
    inFlight.put(number, new Unanswered(send, meters.nowNanos()));
    checkLater();
    effects.send(number, send, opened);
    if (client.isPerson())
      timers.startSingleTimer(number, new Session.SendOverdue(send), acceptPatience);
  }

  private void checkLater() {
    var check = Session.SendsUnanswered.INSTANCE;
    // One timer for all of them: a message that is answered at once should cost none.
    if (timers.isTimerActive(check)) return;
    lastBeforeTimer = lastNumber;
    timers.startSingleTimer(check, check, SEND_PATIENCE);
  }

  /** Replies to the client. A late answer to a message that was given up on is dropped. */
  void onAnswered(ReplicaProtocol.SendAnswered answered) {
    var unanswered = inFlight.remove(answered.number());
    if (unanswered == null) return;
    if (client.isPerson()) timers.cancel(answered.number());
    if (answered.answer() instanceof ReplicaProtocol.Accepted)
      meters.onAccepted(unanswered.sentNanos());
    answer(unanswered.send(), answered.answer());
  }

  /**
   * Refuses the messages that have waited for longer than {@link #SEND_PATIENCE}; none waits for
   * more than twice that.
   */
  void giveUpOnUnanswered() {
    giveUpOn(inFlight.headMap(lastBeforeTimer, true));
    if (!inFlight.isEmpty()) checkLater();
  }

  /** Refuses all unanswered messages: the client does not stay for their answers. */
  void giveUpOnAll() {
    giveUpOn(inFlight);
  }

  private void giveUpOn(Map<Long, Unanswered> unanswered) {
    for (var overdue : List.copyOf(unanswered.entrySet())) {
      var refusal = Refusals.sendUnanswered(overdue.getValue().send().seq().isPresent());
      onAnswered(
          new ReplicaProtocol.SendAnswered(overdue.getKey(), new ReplicaProtocol.Refused(refusal)));
    }
  }

  private void answer(Send send, ReplicaProtocol.SendAnswer answer) {
    if (answer instanceof ReplicaProtocol.Accepted accepted) {
      client.reply(new ClientReply.SendAccepted(send.id(), accepted));
    } else {
      client.reply(
          new ClientReply.SendRefused(
              send.id(), send.to(), ((ReplicaProtocol.Refused) answer).refusal()));
    }
  }

  void onOverdue(Send send) {
    client.reply(new ClientReply.SendDelayed(send.id(), send.to()));
  }

  boolean isNoneInFlight() {
    return inFlight.isEmpty();
  }

  /** Whether the next line may come; if it is too early for it, the session is notified in time. */
  boolean hasRoom() {
    if (inFlight.size() >= MAX_IN_FLIGHT) return false;
    long waitMs = pace.map(limit -> limit.waitMs(nowMs())).orElse(0L);
    if (waitMs == 0) return true;
    var due = Session.PaceDue.INSTANCE;
    if (!timers.isTimerActive(due)) timers.startSingleTimer(due, Duration.ofMillis(waitMs));
    return false;
  }
}
