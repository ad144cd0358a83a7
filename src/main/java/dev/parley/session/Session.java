package dev.parley.session;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.parley.chat.accounts.LeaderMessage;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.model.Refusal;
import dev.parley.replica.ClosingCode;
import dev.parley.replica.ReplicaProtocol;
import dev.parley.session.dialect.ClientCommand.Send;
import dev.parley.session.dialect.Dialect;
import dev.parley.session.dialect.DialectChooser.Choice;
import dev.parley.session.limits.ClientAddress;
import java.util.List;
import java.util.Optional;

/**
 * Serves one client: its commands go through a {@link Dialect} to the replica, and the answers
 * back. Takes the next line only when the command before is answered; only sends need not wait for
 * each other's answers, so that a fast sender does not wait for each copy. All output from the
 * handling of one message goes to the connection as one {@link ConnectionCommand.Turn}.
 */
public final class Session extends AbstractBehavior<Session.Command> {
  private static final ReplicaProtocol.Closing TOO_SLOW =
      new ReplicaProtocol.Closing(
          ClosingCode.TOO_SLOW,
          "You read too slowly: too much was queued for you, or for too long. Connect "
              + "again; messages that you have not seen come again.",
          Optional.empty(),
          0);

  public sealed interface Command {}

  // Messages from the connection.

  /** The first byte chooses the dialect; sent without a request. */
  public record FirstByte(Choice dialect) implements Command {}

  /**
   * The input from the client since the last {@link ConnectionCommand.NextLine}; sent once for
   * each. A line that must wait for an answer waits here, and so do those behind it.
   */
  public record LinesReceived(List<Input> lines) implements Command {}

  /** A line from the client, or the end of its input. */
  public sealed interface Input {}

  public record LineReceived(String line) implements Input {}

  public record LineRefused(Refusal refusal) implements Input {}

  /** The client will send nothing more, but may still read. */
  public enum InputEnded implements Input {
    INSTANCE
  }

  /**
   * So much output waits for the client that no more of its input is taken, even if it has arrived
   * already.
   */
  public enum InputPaused implements Command {
    INSTANCE
  }

  /** The client took enough of the waiting output. */
  public enum InputResumed implements Command {
    INSTANCE
  }

  /**
   * The client has ended its input, while its earlier commands are still being carried out: it may
   * be gone. Its last lines and {@link InputEnded} come when they are asked for.
   */
  public enum InputEnding implements Command {
    INSTANCE
  }

  /** The socket took everything up to this mark. */
  public record Taken(long mark) implements Command {}

  /**
   * The client takes some of the waiting output, and so much waits that nothing is read from it
   * meanwhile.
   */
  public enum Moving implements Command {
    INSTANCE
  }

  /** The client has shown that it negotiates as telnet does; sent once. */
  public enum Negotiated implements Command {
    INSTANCE
  }

  /** The client answered a {@link ConnectionCommand.TimingMark}. */
  public enum TimingMarkAnswered implements Command {
    INSTANCE
  }

  /** The client reads too slowly: from now on only last words are written to it. */
  public enum Overflowed implements Command {
    INSTANCE
  }

  /**
   * Where a session's client comes from: its connection, its address, and those that count its
   * logins.
   */
  record Origin(
      ActorRef<ConnectionCommand.Turn> link,
      ClientAddress address,
      ActorRef<Sessions.Command> sessions) {}

  // Messages from the server.

  public record End(ReplicaProtocol.Closing closing) implements Command {}

  /** Newer connections need the place of this session among those that have not logged in. */
  record CrowdedOut(ReplicaProtocol.Closing closing) implements Command {}

  enum GreetingDue implements Command {
    INSTANCE
  }

  /** It is time to check whether the client is alive. */
  enum LivenessLook implements Command {
    INSTANCE
  }

  /** It is time to check whether the client has been silent for too long before its login. */
  enum LoginLook implements Command {
    INSTANCE
  }

  /** A challenge was not answered in time. */
  enum ChallengeOverdue implements Command {
    INSTANCE
  }

  enum LinkLost implements Command {
    INSTANCE
  }

  enum LogoutOverdue implements Command {
    INSTANCE
  }

  enum AnswerOverdue implements Command {
    INSTANCE
  }

  record Happened(ReplicaProtocol.Event event) implements Command {}

  record VerdictGiven(LeaderMessage.Verdict verdict) implements Command {}

  record PasswordChecked(boolean matches) implements Command {}

  record PasswordDerived(ScramVerifier verifier) implements Command {}

  /** The password is not hashed: too many others wait for theirs. */
  record PasswordRefused(Refusal refusal) implements Command {}

  record SendAnswered(ReplicaProtocol.SendAnswered answered) implements Command {}

  /** The client may send another message, after it has sent many. */
  enum PaceDue implements Command {
    INSTANCE
  }

  /** It is time to give up on messages that have waited too long for their answers. */
  enum SendsUnanswered implements Command {
    INSTANCE
  }

  /** A bug: thrown in the session, so that its connection closes and its parent is notified. */
  record Failed(Throwable cause) implements Command {}

  record SendOverdue(Send send) implements Command {}

  record Listed(Optional<ReplicaProtocol.OnlineList> list) implements Command {}

  record SessionsListed(Optional<ReplicaProtocol.SessionList> list) implements Command {}

  record StatusTold(Optional<ReplicaProtocol.NodeStatus> status) implements Command {}

  private final DialectDriver client;
  private final CommandLoop commandLoop;

  private Session(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      SessionSettings settings,
      ActorRef<ReplicaProtocol.Command> replica,
      Origin origin) {
    super(context);
    var meters = new ClientMeters(SessionMeters.of(context.getSystem()));
    client = new DialectDriver(origin.link(), meters, settings.httpPort());
    commandLoop = new CommandLoop(context, timers, settings, replica, origin, client, meters);
    context.watchWith(origin.link(), LinkLost.INSTANCE);
    timers.startSingleTimer(GreetingDue.INSTANCE, settings.greetAfter());
    client.askForLine();
    client.flush();
  }

  static Behavior<Command> create(
      SessionSettings settings, ActorRef<ReplicaProtocol.Command> replica, Origin origin) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new Session(context, timers, settings, replica, origin)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(FirstByte.class, m -> then(() -> client.onFirstByte(m.dialect())))
        .onMessage(LinesReceived.class, m -> then(() -> client.onReceived(m.lines())))
        .onMessageEquals(InputPaused.INSTANCE, () -> then(() -> client.pause(true)))
        .onMessageEquals(InputResumed.INSTANCE, () -> then(() -> client.pause(false)))
        .onMessageEquals(GreetingDue.INSTANCE, () -> then(client::greet))
        .onMessage(Taken.class, m -> then(() -> commandLoop.onTaken(m.mark())))
        .onMessageEquals(Moving.INSTANCE, () -> then(commandLoop::onMoving))
        .onMessageEquals(Negotiated.INSTANCE, () -> then(commandLoop::onNegotiated))
        .onMessageEquals(TimingMarkAnswered.INSTANCE, () -> then(commandLoop::onTimingMark))
        .onMessageEquals(LoginLook.INSTANCE, () -> then(commandLoop::onLoginLook))
        .onMessageEquals(ChallengeOverdue.INSTANCE, () -> then(commandLoop::onChallengeOverdue))
        .onMessageEquals(LivenessLook.INSTANCE, () -> then(commandLoop::onLivenessLook))
        .onMessage(Happened.class, m -> then(() -> commandLoop.onEvent(m.event())))
        .onMessage(VerdictGiven.class, m -> then(() -> commandLoop.onVerdict(m.verdict())))
        .onMessage(
            PasswordChecked.class, m -> then(() -> commandLoop.onPasswordChecked(m.matches())))
        .onMessage(
            PasswordDerived.class, m -> then(() -> commandLoop.onPasswordDerived(m.verifier())))
        .onMessage(
            PasswordRefused.class, m -> then(() -> commandLoop.onPasswordRefused(m.refusal())))
        .onMessageEquals(InputEnding.INSTANCE, () -> then(commandLoop::onInputEnding))
        .onMessage(SendAnswered.class, m -> then(() -> commandLoop.onSendAnswered(m.answered())))
        .onMessageEquals(PaceDue.INSTANCE, () -> then(() -> {}))
        .onMessageEquals(SendsUnanswered.INSTANCE, () -> then(commandLoop::onSendsUnanswered))
        .onMessage(SendOverdue.class, m -> then(() -> commandLoop.onSendOverdue(m.send())))
        .onMessage(Listed.class, m -> then(() -> commandLoop.onListed(m)))
        .onMessage(SessionsListed.class, m -> then(() -> commandLoop.onSessionsListed(m)))
        .onMessage(StatusTold.class, m -> then(() -> commandLoop.onStatusTold(m)))
        .onMessageEquals(AnswerOverdue.INSTANCE, () -> then(commandLoop::onAnswerOverdue))
        .onMessageEquals(LogoutOverdue.INSTANCE, () -> then(commandLoop::onLogoutOverdue))
        .onMessage(End.class, m -> then(() -> client.close(m.closing())))
        .onMessage(CrowdedOut.class, m -> then(() -> commandLoop.onCrowdedOut(m.closing())))
        .onMessageEquals(Overflowed.INSTANCE, () -> then(() -> client.close(TOO_SLOW)))
        .onMessage(Failed.class, this::onFailed)
        .onMessageEquals(LinkLost.INSTANCE, Behaviors::stopped)
        .onSignal(PostStop.class, stop -> onPostStop())
        .build();
  }

  private Behavior<Command> then(Runnable handler) {
    handler.run();
    commandLoop.settle();
    for (var line = commandLoop.nextLine(); line.isPresent(); line = commandLoop.nextLine()) {
      take(line.get());
      commandLoop.settle();
    }
    client.flush();
    return client.isOver() ? Behaviors.stopped() : this;
  }

  private void take(Input input) {
    if (input instanceof LineReceived received) commandLoop.onLine(received.line());
    else if (input instanceof LineRefused refused) commandLoop.onUnreadable(refused.refusal());
    else client.onInputEnded();
  }

  private Behavior<Command> onPostStop() {
    client.flush(); // sends the replies from before a failure
    commandLoop.onStopped();
    return this;
  }

  private Behavior<Command> onFailed(Failed failed) {
    throw new IllegalStateException("a password could not be hashed", failed.cause());
  }
}
