package dev.parley.transport.clients;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.io.Tcp;
import akka.io.TcpMessage;
import akka.util.ByteString;
import dev.parley.session.ConnectionCommand;
import dev.parley.session.RefusalLine;
import dev.parley.session.Session;
import dev.parley.session.Sessions;
import dev.parley.session.dialect.DialectChooser.Choice;
import dev.parley.session.dialect.Refusals;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * One client's socket: lines in, one for each that the session asks for; text out, one write at a
 * time, so that a slow reader fills the queue and not the memory. Reads one packet ahead while the
 * session is busy. The client's end of input is only that: it may still read.
 */
final class ClientConnection extends AbstractBehavior<ClientConnection.Command> {
  /**
   * While a connection closes: if the client takes nothing for so long, the socket is torn down.
   */
  static final Duration LINGER = Duration.ofSeconds(5);

  /** What a connection may cost. {@code stall}: the patience of a {@link StallDetector}. */
  record Limits(OutboundBudget budget, Duration stall) {}

  sealed interface Command {}

  private record SocketTold(Tcp.Event event) implements Command {}

  private record Asked(ConnectionCommand request) implements Command {}

  private record Admitted(Sessions.Answer answer) implements Command {}

  private enum SessionStopped implements Command {
    INSTANCE
  }

  private enum SocketStopped implements Command {
    INSTANCE
  }

  private enum LingerOver implements Command {
    INSTANCE
  }

  private enum StallDue implements Command {
    INSTANCE
  }

  private final akka.actor.ActorRef socket;
  private final akka.actor.ActorRef socketEvents;
  private final TimerScheduler<Command> timers;
  private final LineProtocol protocol;
  private final ConnectionInput incoming;
  private final ConnectionOutput outgoing;
  private final StallDetector stalls;

  private Optional<ActorRef<Session.Command>> session = Optional.empty();
  private boolean negotiationTold;

  private ClientConnection(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      akka.actor.ActorRef socket,
      Optional<Choice> dialect,
      Limits limits) {
    super(context);
    protocol = new LineProtocol(dialect);
    incoming = new ConnectionInput(protocol, this::tellSocket, this::tellSession);
    var share = new OutboundShare(OutboundShare.LIMIT_BYTES, limits.budget());
    stalls = new StallDetector(limits.stall());
    outgoing = new ConnectionOutput(new OutboundQueue(share), stalls, this::tellSocket);
    this.socket = socket;
    this.timers = timers;
    socketEvents = Adapter.toClassic(context.messageAdapter(Tcp.Event.class, SocketTold::new));
    context.watchWith(Adapter.toTyped(socket), SocketStopped.INSTANCE);
    tellSocket(
        TcpMessage.register(
            socketEvents,
            true,
            false)); // keeps the socket open when the client has ended its input
  }

  /**
   * Serves {@code socket}, a connection in pull mode that nobody has registered for yet, in {@code
   * dialect} or in that which the first byte chooses.
   */
  static Behavior<Command> create(
      akka.actor.ActorRef socket,
      Optional<Choice> dialect,
      Limits limits,
      ActorRef<Sessions.Command> sessions) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  var connection = new ClientConnection(context, timers, socket, dialect, limits);
                  connection.connect(sessions);
                  return connection;
                }));
  }

  private void connect(ActorRef<Sessions.Command> sessions) {
    var link = getContext().messageAdapter(ConnectionCommand.class, Asked::new);
    sessions.tell(
        new Sessions.Connect(
            link, getContext().messageAdapter(Sessions.Answer.class, Admitted::new)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(SocketTold.class, told -> onSocket(told.event()))
        .onMessage(Asked.class, asked -> onAsked(asked.request()))
        .onMessage(Admitted.class, admitted -> onAnswer(admitted.answer()))
        .onMessageEquals(SessionStopped.INSTANCE, this::onSessionStopped)
        .onMessageEquals(SocketStopped.INSTANCE, Behaviors::stopped)
        .onMessageEquals(LingerOver.INSTANCE, this::onLingerOver)
        .onMessageEquals(StallDue.INSTANCE, this::onStall)
        .onSignal(PostStop.class, stop -> onPostStop())
        .build();
  }

  private Behavior<Command> onAnswer(Sessions.Answer answer) {
    if (answer instanceof Sessions.Connected connected) {
      session = Optional.of(connected.session());
      getContext().watchWith(connected.session(), SessionStopped.INSTANCE);
      incoming.onSession();
      giveLine();
    } else if (answer instanceof Sessions.Refused refused) {
      close(protocol.refusal(refused.sentence()));
    }
    return this;
  }

  private Behavior<Command> onSocket(Tcp.Event event) {
    if (event instanceof Tcp.Received received) {
      onBytes(received.data());
    } else if (event instanceof ConnectionOutput.Written written) {
      onWritten(written.mark());
    } else if (event instanceof Tcp.ConnectionClosed closed && closed.isPeerClosed()) {
      onInputEnded();
    } else if (event instanceof Tcp.ConnectionClosed || event instanceof Tcp.CommandFailed) {
      return Behaviors.stopped();
    }
    return this;
  }

  private void onBytes(ByteString bytes) {
    if (outgoing.isClosing()) {
      // What is not read when a socket closes makes it a reset, which may overtake our last words.
      incoming.onIgnored();
      incoming.read();
      return;
    }
    incoming.onBytes(bytes.toArray());
    write(ByteString.fromArray(protocol.takeReplies()), ConnectionCommand.NO_MARK);
    tellNegotiation();
    giveLine();
  }

  private void tellNegotiation() {
    if (!negotiationTold && protocol.hasNegotiated()) {
      negotiationTold = true;
      tellSession(Session.Negotiated.INSTANCE);
    }
    for (int i = protocol.takeAnsweredMarks(); i > 0; i--)
      tellSession(Session.TimingMarkAnswered.INSTANCE);
  }

  private void onInputEnded() {
    incoming.onEnd();
    giveLine();
  }

  private void onWritten(long mark) {
    if (mark != ConnectionCommand.NO_MARK) tellSession(new Session.Taken(mark));
    outgoing.onWritten();
    if (outgoing.isMuch()) tellSession(Session.Moving.INSTANCE);
    if (outgoing.isClosing()) startLinger();
    else giveLine();
  }

  private Behavior<Command> onAsked(ConnectionCommand request) {
    if (request == ConnectionCommand.NextLine.INSTANCE) {
      incoming.onLineWanted();
      giveLine();
    } else if (request instanceof ConnectionCommand.Write write) {
      write(encode(write.text()), write.mark());
    } else if (request instanceof ConnectionCommand.TimingMark asked) {
      protocol.askForTimingMark();
      write(ByteString.fromArray(protocol.takeReplies()), asked.mark());
    } else if (request instanceof ConnectionCommand.Echo typing) {
      protocol.setTyping(typing.hidden());
      write(ByteString.fromArray(protocol.takeReplies()), ConnectionCommand.NO_MARK);
    } else if (request instanceof ConnectionCommand.Close close) {
      close(close.lastWords());
    } else {
      throw new AssertionError("no effect for " + request);
    }
    return this;
  }

  /** Not to a session whose client leaves much unread: he must not get still more to ask for. */
  private void giveLine() {
    if (session.isPresent() && !outgoing.isClosing() && !outgoing.isMuch()) incoming.giveLine();
  }

  private void write(ByteString bytes, long mark) {
    if (!outgoing.offer(bytes, mark)) tellSession(Session.Overflowed.INSTANCE);
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

  private Behavior<Command> onPostStop() {
    outgoing.discard();
    return this;
  }

  private void close(String lastWords) {
    if (outgoing.isClosing()) return;
    outgoing.close(encode(lastWords), ConnectionCommand.NO_MARK);
    startLinger();
    incoming.read();
  }

  private void startLinger() {
    timers.startSingleTimer(LingerOver.INSTANCE, LINGER);
  }

  private Behavior<Command> onLingerOver() {
    tellSocket(TcpMessage.abort());
    return this;
  }

  private Behavior<Command> onSessionStopped() {
    // Without last words only by a failure.
    close(RefusalLine.of(protocol.dialect().orElse(Choice.TEXT), Refusals.internal()));
    return this;
  }

  private void tellSession(Session.Command message) {
    session.ifPresent(s -> s.tell(message));
  }

  private void tellSocket(Tcp.Command command) {
    socket.tell(command, socketEvents);
  }

  private static ByteString encode(String text) {
    return ByteString.fromString(text, StandardCharsets.UTF_8);
  }
}
