package dev.parley.http;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.parley.session.ClientLink;
import dev.parley.session.DialectChooser.Choice;
import dev.parley.session.Refusals;
import dev.parley.session.Session;
import dev.parley.session.Sessions;
import dev.parley.transport.Line;
import dev.parley.transport.OutboundBudget;
import dev.parley.transport.OutboundShare;
import java.time.Duration;
import java.util.Optional;

/**
 * One browser's WebSocket: each text message is a JSON line, in both directions. Takes the next
 * line when the session asks for it; writes one message at a time, so that a slow reader fills the
 * queue and not the memory.
 */
final class ChatSocket extends AbstractBehavior<ChatSocket.Command> {
  /** A browser that takes nothing for so long while the chat closes is torn off. */
  static final Duration LINGER = Duration.ofSeconds(5);

  /**
   * A browser that asked for a WebSocket and was gone before it had one leaves no stream that could
   * end: without a stream after so long there will be none. It begins with the answer to the
   * browser, so it takes no network's time.
   */
  static final Duration OPENING_PATIENCE = Duration.ofSeconds(10);

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

  private record Asked(ClientLink request) implements Command {}

  private record Admitted(Sessions.Answer answer) implements Command {}

  private enum SessionStopped implements Command {
    INSTANCE
  }

  private enum LingerOver implements Command {
    INSTANCE
  }

  private enum NeverOpened implements Command {
    INSTANCE
  }

  private final TimerScheduler<Command> timers;
  private final ActorRef<Sessions.Command> sessions;
  private final OutboundTexts waiting;
  private Optional<ActorRef<Session.Command>> session = Optional.empty();
  private Optional<ActorRef<Out>> outlet = Optional.empty();
  private Optional<ActorRef<Next>> asker = Optional.empty();
  private Optional<Session.Command> input = Optional.empty(); // arrived, and not asked for yet
  private boolean isInputOver;
  private boolean isLineWanted;
  private boolean isWriting;
  private boolean isOverflowed;
  private boolean isClosing;
  private long writtenMark;

  private ChatSocket(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      OutboundBudget budget,
      Duration openingPatience,
      ActorRef<Sessions.Command> sessions) {
    super(context);
    waiting = new OutboundTexts(new OutboundShare(OutboundShare.LIMIT_BYTES, budget));
    this.timers = timers;
    this.sessions = sessions;
    timers.startSingleTimer(NeverOpened.INSTANCE, openingPatience);
  }

  /** A session is asked for when the stream is open, and not before. */
  static Behavior<Command> create(OutboundBudget budget, ActorRef<Sessions.Command> sessions) {
    return create(budget, OPENING_PATIENCE, sessions);
  }

  static Behavior<Command> create(
      OutboundBudget budget, Duration openingPatience, ActorRef<Sessions.Command> sessions) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new ChatSocket(context, timers, budget, openingPatience, sessions)));
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
        .onMessageEquals(LingerOver.INSTANCE, Behaviors::stopped)
        .onMessageEquals(NeverOpened.INSTANCE, Behaviors::stopped)
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
      close(Refusals.line(Choice.JSON, Refusals.full(refused.sentence())));
    }
    return this;
  }

  // In.

  private Behavior<Command> onBegun(ActorRef<Next> from) {
    asker = Optional.of(from);
    readOn();
    return this;
  }

  private Behavior<Command> onArrived(ActorRef<Next> from, Line line) {
    asker = Optional.of(from);
    if (isClosing) {
      readOn(); // so that the browser's own farewell is heard
      return this;
    }
    input = Optional.of(line.told());
    giveLine();
    return this;
  }

  private Behavior<Command> onInputEnded() {
    // A WebSocket does not end on one side only: nobody is there to read an answer.
    isInputOver = true;
    if (isClosing || session.isEmpty()) return Behaviors.stopped();
    giveLine();
    return this;
  }

  private void giveLine() {
    // A browser that leaves much unread must not get still more to ask for.
    if (!isLineWanted || session.isEmpty() || isClosing || waiting.isMuch()) return;
    if (input.isPresent()) {
      isLineWanted = false;
      tellSession(input.get());
      input = Optional.empty();
      readOn();
    } else if (isInputOver) {
      isLineWanted = false;
      tellSession(Session.InputEnded.INSTANCE);
    }
  }

  private void readOn() {
    asker.ifPresent(from -> from.tell(Next.INSTANCE));
    asker = Optional.empty();
  }

  // Out.

  private Behavior<Command> onOpened(ActorRef<Out> opened) {
    outlet = Optional.of(opened);
    // The stream ends with the connection, whoever cut it.
    getContext().watchWith(opened, LingerOver.INSTANCE);
    timers.cancel(NeverOpened.INSTANCE);
    sessions.tell(
        new Sessions.Connect(
            getContext().messageAdapter(ClientLink.class, Asked::new),
            getContext().messageAdapter(Sessions.Answer.class, Admitted::new)));
    return this;
  }

  private Behavior<Command> onTaken() {
    isWriting = false;
    if (writtenMark != ClientLink.NO_MARK) tellSession(new Session.Taken(writtenMark));
    if (isClosing) startLinger();
    flush();
    giveLine();
    return this;
  }

  private Behavior<Command> onAsked(ClientLink request) {
    if (request == ClientLink.NextLine.INSTANCE) {
      isLineWanted = true;
      giveLine();
    } else if (request instanceof ClientLink.Write write) {
      write(write.text(), write.mark());
    } else if (request instanceof ClientLink.Close close) {
      close(close.lastWords());
    }
    return this; // what is typed is the page's to hide
  }

  private void write(String text, long mark) {
    if (isClosing || isOverflowed) return;
    if (waiting.offer(text.strip(), mark)) {
      flush();
    } else {
      isOverflowed = true;
      tellSession(Session.Overflowed.INSTANCE);
    }
  }

  private void flush() {
    if (isWriting || outlet.isEmpty()) return;
    var next = waiting.next();
    if (next.isPresent()) {
      isWriting = true;
      writtenMark = next.get().mark();
      outlet.get().tell(new Text(next.get().text()));
    } else if (isClosing) {
      outlet.get().tell(Finished.INSTANCE);
    }
  }

  private void close(String lastWords) {
    if (isClosing) return;
    isClosing = true;
    waiting.add(lastWords);
    startLinger();
    readOn();
    flush();
  }

  private void startLinger() {
    timers.startSingleTimer(LingerOver.INSTANCE, LINGER);
  }

  private Behavior<Command> onSessionStopped() {
    if (isInputOver) return Behaviors.stopped();
    // Without last words only by a failure.
    close(Refusals.line(Choice.JSON, Refusals.internal()));
    return this;
  }

  private Behavior<Command> onPostStop() {
    waiting.discard();
    return this;
  }

  private void tellSession(Session.Command message) {
    session.ifPresent(s -> s.tell(message));
  }
}
