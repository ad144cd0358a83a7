package dev.parley.http;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.parley.session.ConnectionCommand;
import dev.parley.session.RefusalLine;
import dev.parley.session.Session;
import dev.parley.session.Sessions;
import dev.parley.session.dialect.DialectChooser.Choice;
import dev.parley.session.dialect.Refusals;
import dev.parley.transport.clients.Line;
import dev.parley.transport.clients.OutboundBudget;
import dev.parley.transport.clients.OutboundShare;
import dev.parley.transport.clients.StallDetector;
import java.time.Duration;
import java.util.Optional;

/**
 * One browser's WebSocket: each text message is a JSON line, in both directions. Takes the next
 * line when the session asks for it; writes one message at a time, so that a slow reader fills the
 * queue and not the memory.
 */
final class WebSocketConnection extends AbstractBehavior<WebSocketConnection.Command> {
  /** A browser that takes nothing for so long while the chat closes is given up. */
  static final Duration LINGER = Duration.ofSeconds(5);

  /**
   * A browser that asked for a WebSocket and was gone before it had one leaves no stream that could
   * end: without a stream after so long there will be none. It begins with the answer to the
   * browser, so it takes no network's time.
   */
  static final Duration OPENING_PATIENCE = Duration.ofSeconds(10);

  /**
   * What a browser may cost. {@code stall}: the patience of a {@link StallDetector}; {@code
   * opening}: see {@link #OPENING_PATIENCE}.
   */
  record Limits(OutboundBudget budget, Duration stall, Duration opening) {
    static Limits of(OutboundBudget budget) {
      return new Limits(budget, StallDetector.PATIENCE, OPENING_PATIENCE);
    }
  }

  sealed interface Command {}

  // From the stream.

  /** The input is open; {@code asker} hears {@link Next} when the next line may come. */
  record Begun(ActorRef<Next> asker) implements Command {}

  record Arrived(ActorRef<Next> asker, Line line) implements Command {}

  enum Next {
    INSTANCE
  }

  enum InputEnded implements Command {
    INSTANCE
  }

  /** The output is open. */
  record Opened(ActorRef<Out> outlet) implements Command {}

  /** The output took the last message. */
  enum Taken implements Command {
    INSTANCE
  }

  /** What goes out. */
  sealed interface Out {}

  record Text(String text) implements Out {}

  enum Finished implements Out {
    INSTANCE
  }

  // From the session.

  private record Asked(ConnectionCommand request) implements Command {}

  private record Admitted(Sessions.Answer answer) implements Command {}

  private enum SessionStopped implements Command {
    INSTANCE
  }

  private enum LingerOver implements Command {
    INSTANCE
  }

  private enum StreamEnded implements Command {
    INSTANCE
  }

  private enum NeverOpened implements Command {
    INSTANCE
  }

  private enum StallDue implements Command {
    INSTANCE
  }

  private final TimerScheduler<Command> timers;
  private final ActorRef<Sessions.Command> sessions;
  private final StallDetector stalls;
  private final IncomingLines incoming = new IncomingLines();
  private final OutgoingTexts outgoing;
  private Optional<ActorRef<Session.Command>> session = Optional.empty();
  private boolean isGivenUp;

  private WebSocketConnection(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Limits limits,
      ActorRef<Sessions.Command> sessions) {
    super(context);
    stalls = new StallDetector(limits.stall());
    var share = new OutboundShare(OutboundShare.LIMIT_BYTES, limits.budget());
    outgoing = new OutgoingTexts(new OutboundTexts(share), stalls);
    this.timers = timers;
    this.sessions = sessions;
    timers.startSingleTimer(NeverOpened.INSTANCE, limits.opening());
  }

  /** A session is asked for when the stream is open, and not before. */
  static Behavior<Command> create(Limits limits, ActorRef<Sessions.Command> sessions) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new WebSocketConnection(context, timers, limits, sessions)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Begun.class, begun -> onBegun(begun.asker()))
        .onMessage(Arrived.class, arrived -> onArrived(arrived.asker(), arrived.line()))
        .onMessageEquals(InputEnded.INSTANCE, this::onInputEnded)
        .onMessage(Opened.class, opened -> onOpened(opened.outlet()))
        .onMessageEquals(Taken.INSTANCE, this::onTaken)
        .onMessage(Asked.class, asked -> onAsked(asked.request()))
        .onMessage(Admitted.class, admitted -> onAdmitted(admitted.answer()))
        .onMessageEquals(SessionStopped.INSTANCE, this::onSessionStopped)
        .onMessageEquals(LingerOver.INSTANCE, this::onLingerOver)
        .onMessageEquals(StreamEnded.INSTANCE, Behaviors::stopped)
        .onMessageEquals(NeverOpened.INSTANCE, Behaviors::stopped)
        .onMessageEquals(StallDue.INSTANCE, this::onStall)
        .onSignal(PostStop.class, stop -> onPostStop())
        .build();
  }

  private Behavior<Command> onAdmitted(Sessions.Answer answer) {
    if (answer instanceof Sessions.Connected connected) {
      session = Optional.of(connected.session());
      getContext().watchWith(connected.session(), SessionStopped.INSTANCE);
      tellSession(new Session.FirstByte(Choice.JSON));
      giveLine();
    } else if (answer instanceof Sessions.Refused refused) {
      close(RefusalLine.of(Choice.JSON, Refusals.full(refused.sentence())));
    }
    return this;
  }

  // In.

  private Behavior<Command> onBegun(ActorRef<Next> from) {
    incoming.onAsked(from);
    incoming.readOn();
    return this;
  }

  private Behavior<Command> onArrived(ActorRef<Next> from, Line line) {
    incoming.onAsked(from);
    if (outgoing.isClosing()) {
      if (!isGivenUp) incoming.readOn(); // so that the browser's own farewell is heard
      return this;
    }
    incoming.onArrived(line.told());
    giveLine();
    return this;
  }

  private Behavior<Command> onInputEnded() {
    // A WebSocket does not end on one side only: nobody is there to read an answer.
    incoming.onOver();
    if (outgoing.isClosing() || session.isEmpty()) return Behaviors.stopped();
    giveLine();
    return this;
  }

  private void giveLine() {
    // A browser that leaves much unread must not get still more to ask for.
    if (session.isPresent() && !outgoing.isClosing() && !outgoing.isMuch())
      incoming.take().ifPresent(this::tellSession);
  }

  // Out.

  private Behavior<Command> onOpened(ActorRef<Out> opened) {
    outgoing.open(opened);
    // The stream ends with the connection, whoever cut it.
    getContext().watchWith(opened, StreamEnded.INSTANCE);
    timers.cancel(NeverOpened.INSTANCE);
    sessions.tell(
        new Sessions.Connect(
            getContext().messageAdapter(ConnectionCommand.class, Asked::new),
            getContext().messageAdapter(Sessions.Answer.class, Admitted::new)));
    return this;
  }

  private Behavior<Command> onTaken() {
    long mark = outgoing.onTaken();
    if (mark != ConnectionCommand.NO_MARK) tellSession(new Session.Taken(mark));
    if (outgoing.isMuch()) tellSession(Session.Moving.INSTANCE);
    if (outgoing.isClosing()) startLinger();
    giveLine();
    return this;
  }

  private Behavior<Command> onAsked(ConnectionCommand request) {
    if (request == ConnectionCommand.NextLine.INSTANCE) {
      incoming.onLineWanted();
      giveLine();
    } else if (request instanceof ConnectionCommand.Write write) {
      write(write.text(), write.mark());
    } else if (request instanceof ConnectionCommand.Close close) {
      close(close.lastWords());
    }
    return this; // what is typed is the page's to hide
  }

  private void write(String text, long mark) {
    if (!outgoing.offer(text.strip(), mark)) tellSession(Session.Overflowed.INSTANCE);
    // One look for many writes: a message that is taken at once should cost no timer.
    if (outgoing.isAwaited() && !timers.isTimerActive(StallDue.INSTANCE)) {
      stalls.begin();
      startStallTimer();
    }
  }

  private Behavior<Command> onStall() {
    if (!outgoing.isAwaited()) return this;
    if (outgoing.hasStalled()) tellSession(Session.Overflowed.INSTANCE);
    else startStallTimer();
    return this;
  }

  private void startStallTimer() {
    timers.startSingleTimer(StallDue.INSTANCE, stalls.untilLook());
  }

  private void close(String lastWords) {
    if (outgoing.isClosing()) return;
    outgoing.close(lastWords);
    startLinger();
    incoming.readOn();
  }

  private void startLinger() {
    timers.startSingleTimer(LingerOver.INSTANCE, LINGER);
  }

  /**
   * Nothing but the engine ends a connection whose output is stuck, and it does so when nothing
   * comes in either: so nothing more is read.
   */
  private Behavior<Command> onLingerOver() {
    isGivenUp = true;
    outgoing.discard();
    return this;
  }

  private Behavior<Command> onSessionStopped() {
    if (incoming.isOver()) return Behaviors.stopped();
    // Without last words only by a failure.
    close(RefusalLine.of(Choice.JSON, Refusals.internal()));
    return this;
  }

  private Behavior<Command> onPostStop() {
    outgoing.discard();
    return this;
  }

  private void tellSession(Session.Command message) {
    session.ifPresent(s -> s.tell(message));
  }
}
