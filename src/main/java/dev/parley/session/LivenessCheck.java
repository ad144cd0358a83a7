package dev.parley.session;

import static dev.parley.time.MonotonicClock.nowMs;

import akka.actor.typed.javadsl.TimerScheduler;
import dev.parley.replica.ClosingCode;
import dev.parley.replica.ReplicaProtocol;
import dev.parley.session.dialect.ClientCommand;
import dev.parley.session.dialect.KeepAlive;
import dev.parley.session.dialect.KeepAlive.Answers;
import dev.parley.session.dialect.KeepAlive.Ask;
import dev.parley.session.dialect.KeepAlive.Gone;
import dev.parley.session.dialect.KeepAlive.Output;
import dev.parley.session.dialect.KeepAlive.Shown;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Watches whether the client is alive. The rules are {@link KeepAlive}'s; this is its shell. */
final class LivenessCheck {
  static final ReplicaProtocol.Closing NO_ANSWER =
      new ReplicaProtocol.Closing(
          ClosingCode.NO_ANSWER,
          "You did not answer when the server asked for a sign of life. Connect again; "
              + "messages that you have not seen come again.",
          Optional.empty(),
          0);

  /**
   * A session that is busy for this long may have left the client's answer unread. A shorter time
   * is ignored, since the client's time to answer would otherwise start again with every command.
   */
  private static final long BUSY_MS = 1_000;

  private final TimerScheduler<Session.Command> timers;
  private final DialectDriver client;
  private final LongConsumer shown;
  private final KeepAlive rules;
  private long written;
  private long lookAtMs = Long.MAX_VALUE;
  private Optional<Long> busySinceMs = Optional.empty();

  /** {@code shown} is called with the last message up to which everything was shown. */
  LivenessCheck(
      TimerScheduler<Session.Command> timers,
      SessionSettings.Patience patience,
      DialectDriver client,
      LongConsumer shown) {
    this.timers = timers;
    this.client = client;
    this.shown = shown;
    rules =
        new KeepAlive(patience.pingAfter().toMillis(), patience.answerWithin().toMillis(), nowMs());
  }

  /** A session starts or ends; after its end nothing can be asked. */
  void onSession(Answers answers) {
    rules.onSession(answers, nowMs());
  }

  /** The client speaks telnet. */
  void onNegotiated() {
    perform(rules.onNegotiated(nowMs()));
  }

  void onHeard() {
    perform(rules.onHeard(nowMs()));
  }

  /** The client takes waiting output, and nothing is read from it meanwhile. */
  void onUnheard() {
    rules.onUnheard(nowMs());
  }

  void onPong(ClientCommand.Pong pong) {
    pong.token().ifPresent(token -> perform(rules.onAnswer(token, nowMs())));
  }

  void onTimingMark() {
    perform(rules.onAnswer(nowMs()));
  }

  void onTaken(Marks.Taken taken) {
    if (taken.isQuestion()) rules.onQuestionTaken(nowMs());
    if (taken.message() > 0) perform(rules.onTaken(taken.message()));
  }

  void onLeaving() {
    perform(rules.onLeaving(nowMs()));
  }

  /** Whether everything that was written has been shown, as far as can be known. */
  boolean isAllShown() {
    return rules.isAllShown();
  }

  boolean awaitsReceipts() {
    return rules.awaitsReceipts();
  }

  void onLook() {
    lookAtMs = Long.MAX_VALUE;
    if (!client.isListening()) onUnheard();
    perform(rules.onTick(nowMs()));
  }

  /**
   * To be called after each message: the client may have to be asked about messages written
   * meanwhile.
   */
  void settle() {
    long nowMs = nowMs();
    if (!client.isListening()) {
      if (busySinceMs.isEmpty()) busySinceMs = Optional.of(nowMs);
    } else {
      if (busySinceMs.filter(since -> nowMs - since >= BUSY_MS).isPresent()) rules.onUnheard(nowMs);
      busySinceMs = Optional.empty();
    }
    if (client.written() != written) {
      written = client.written();
      perform(rules.onWritten(written, nowMs));
    }
    lookInTime(nowMs);
  }

  // There is one timer, which is moved only to an earlier time: so a client that talks costs no
  // timer for each line.
  private void lookInTime(long nowMs) {
    long dueMs = rules.dueMs();
    if (dueMs >= lookAtMs) return;
    lookAtMs = dueMs;
    var in = Duration.ofMillis(Math.max(1, dueMs - nowMs));
    timers.startSingleTimer(Session.LivenessLook.INSTANCE, in);
  }

  private void perform(List<Output> outputs) {
    for (var output : outputs) {
      if (output instanceof Ask ask) client.ask(ask.token());
      else if (output instanceof Shown message) shown.accept(message.n());
      else if (output == Gone.INSTANCE) client.close(NO_ANSWER);
      else throw new AssertionError("no effect for " + output);
    }
  }
}
