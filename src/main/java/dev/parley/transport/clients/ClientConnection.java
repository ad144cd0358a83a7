package dev.parley.transport.clients;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.ExtensibleBehavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.Signal;
import akka.actor.typed.TypedActorContext;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.util.ByteString;
import dev.parley.session.ConnectionCommand;
import dev.parley.session.RefusalLine;
import dev.parley.session.Session;
import dev.parley.session.Sessions;
import dev.parley.session.dialect.DialectChooser.Choice;
import dev.parley.session.dialect.Refusals;
import dev.parley.session.limits.ClientAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One client, whatever carries its lines: all lines of a read go to its session at once, and the
 * output of one turn of the session is written at once. One read and one write at a time, so that a
 * slow reader fills the queue and not the memory. Reads once ahead while the session is busy. The
 * client's end of input is only that: it may still read, if its {@link Wire} supports that.
 *
 * @param <I> the result of one read
 * @param <T> a piece of the output
 */
public final class ClientConnection<I, T> extends ExtensibleBehavior<ClientConnection.Command> {
  /** How often a client is looked at from which nothing is read, since others hold too much. */
  static final Duration HELD_BACK = Duration.ofMillis(200);

  /** While a connection closes: a client that takes nothing for this long is abandoned. */
  static final Duration LINGER = Duration.ofSeconds(5);

  /**
   * A browser that asked for a WebSocket and was gone before it had one leaves no stream that could
   * end: if there is no stream after this long there will be none. The stream starts with the
   * answer to the browser, so it does not depend on the network's speed.
   */
  public static final Duration OPENING_PATIENCE = Duration.ofSeconds(10);

  /**
   * The limits of a connection. {@code memory}: what all connections share; {@code stall}: the
   * patience of a {@link StallDetector}; {@code opening}: see {@link #OPENING_PATIENCE}.
   */
  public record Limits(ClientMemory memory, Duration stall, Duration opening) {
    public static Limits of(ClientMemory memory) {
      return new Limits(memory, StallDetector.PATIENCE, OPENING_PATIENCE);
    }
  }

  /**
   * What the connections of one server share. {@code dialect}: theirs, or nothing if the first byte
   * chooses. {@code server} is notified when a client that could be served only over an encrypted
   * connection has a session, and says whether that of a proxy may enter.
   */
  record Service(
      Optional<Choice> dialect,
      Limits limits,
      ClientTls tls,
      ActorRef<TcpServer.Command> server,
      ActorRef<Sessions.Command> sessions) {}

  public sealed interface Command {}

  // Messages from the wire.

  /** The wire that {@link #opening} waits for. */
  public record Opened<T>(Wire<T> wire) implements Command {}

  /** The result of a {@link Wire#read}. */
  public record Arrived<I>(I read) implements Command {}

  /** The client sends nothing more. */
  public enum InputEnded implements Command {
    INSTANCE
  }

  /** The client took the last {@link Wire#write}. */
  public enum Written implements Command {
    INSTANCE
  }

  /** The wire is cut. */
  public enum Lost implements Command {
    INSTANCE
  }

  /** What happened concerns the wire alone. */
  enum Handled implements Command {
    INSTANCE
  }

  /** A client that can be served only over an encrypted connection has one. */
  enum Encrypted implements Command {
    INSTANCE
  }

  /** The client speaks plain text, with this first byte, where none is taken. */
  record PlainRefused(byte first) implements Command {}

  /** The proxy has said for whom it connects; empty if for nobody whom it knows. */
  record Introduced(Optional<InetAddress> client) implements Command {}

  /** What came from a proxy, with this first byte, does not say for whom it connects. */
  record NotIntroduced(byte first) implements Command {}

  // Messages from the server.

  /** The client of a proxy has a place. */
  enum MayEnter implements Command {
    INSTANCE
  }

  /** Others need the place of this connection, if it has no session yet. */
  enum CrowdedOut implements Command {
    INSTANCE
  }

  // Messages from the session.

  private record Asked(ConnectionCommand.Turn turn) implements Command {}

  private record Admitted(Sessions.Answer answer) implements Command {}

  private enum SessionStopped implements Command {
    INSTANCE
  }

  private enum ReadDue implements Command {
    INSTANCE
  }

  private enum LingerOver implements Command {
    INSTANCE
  }

  private enum StallDue implements Command {
    INSTANCE
  }

  enum NeverOpened implements Command {
    INSTANCE
  }

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final Wire<T> wire;
  private final LineCodec<I, T> codec;
  private final ConnectionInput<I> incoming;
  private final ConnectionOutput<T> outgoing;
  private final StallDetector stalls;

  private Optional<ActorRef<Session.Command>> session = Optional.empty();
  private boolean negotiationTold;
  private boolean isPaused; // as the session was notified
  private boolean isGivenUp;

  private ClientConnection(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Wire<T> wire,
      LineCodec<I, T> codec,
      Limits limits) {
    this.context = context;
    this.timers = timers;
    this.wire = wire;
    this.codec = codec;
    var memory = limits.memory();
    incoming = new ConnectionInput<>(codec, wire, memory.inbound(), this::tellSession);
    var share = new OutboundShare(OutboundShare.LIMIT_BYTES, memory.outbound());
    stalls = new StallDetector(limits.stall());
    outgoing = new ConnectionOutput<>(new OutboundQueue<>(share, codec::bytes), stalls, wire);
    context.watchWith(wire.socket(), Lost.INSTANCE);
  }

  /**
   * Serves {@code socket}, a connection in pull mode for which no actor has registered yet, from
   * this address. {@code isLocal}: both of its ends are loopback addresses.
   */
  static Behavior<Command> create(
      akka.actor.ActorRef socket, ClientAddress from, boolean isLocal, Service service) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  var wire = new TcpWire(context, socket, service.tls(), isLocal);
                  return entering(context, timers, wire, from, service);
                }));
  }

  /** The same for a connection of {@code proxy}, which must say first for whom it connects. */
  static Behavior<Command> proxied(
      akka.actor.ActorRef socket, ClientAddress proxy, Service service) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  var wire = new TcpWire(context, socket, service.tls(), false);
                  wire.expectHeader();
                  return ProxiedEntrance.of(
                      context,
                      timers,
                      wire,
                      proxy,
                      service,
                      from -> entering(context, timers, wire, from, service));
                }));
  }

  private static Behavior<Command> entering(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      TcpWire wire,
      ClientAddress from,
      Service service) {
    Supplier<ClientConnection<byte[], ByteString>> served =
        () ->
            new ClientConnection<>(
                context, timers, wire, new LineProtocol(service.dialect()), service.limits());
    if (wire.isReady()) return served.get().connect(from, service.sessions(), () -> {});
    var begun = new TcpServer.SessionBegun(context.getSelf());
    return EncryptedEntrance.of(
        context,
        timers,
        wire,
        service.dialect(),
        () -> served.get().connect(from, service.sessions(), () -> service.server().tell(begun)));
  }

  /** Serves the client of a wire that is yet to open, in the lines of {@code codec}. */
  public static <I, T> Behavior<Command> opening(
      LineCodec<I, T> codec,
      ClientAddress from,
      Limits limits,
      ActorRef<Sessions.Command> sessions) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startSingleTimer(NeverOpened.INSTANCE, limits.opening());
                  return Behaviors.receive(Command.class)
                      .onMessage(
                          Opened.class,
                          opened -> {
                            timers.cancel(NeverOpened.INSTANCE);
                            @SuppressWarnings("unchecked") // a class literal has no type arguments
                            Wire<T> wire = opened.wire();
                            return new ClientConnection<>(context, timers, wire, codec, limits)
                                .connect(from, sessions, () -> {});
                          })
                      .onMessageEquals(NeverOpened.INSTANCE, Behaviors::stopped)
                      .build();
                }));
  }

  /** {@code onSession}: runs when the client has a session, and not if it is refused one. */
  private Behavior<Command> connect(
      ClientAddress from, ActorRef<Sessions.Command> sessions, Runnable onSession) {
    var link = context.messageAdapter(ConnectionCommand.Turn.class, Asked::new);
    var answered =
        context.messageAdapter(
            Sessions.Answer.class,
            answer -> {
              if (answer instanceof Sessions.Connected) onSession.run();
              return new Admitted(answer);
            });
    sessions.tell(new Sessions.Connect(link, from, answered));
    return this;
  }

  /** Written by hand: a table of handlers would be 0.7 of the 9 KiB that an idle client takes. */
  @Override
  @SuppressWarnings("unchecked") // input of a wire is input of its codec
  public Behavior<Command> receive(TypedActorContext<Command> self, Command message) {
    if (message instanceof Arrived<?> arrived) return onArrived((I) arrived.read());
    if (message instanceof Asked asked) return onAsked(asked.turn().requests());
    if (message == Written.INSTANCE) return onWritten();
    if (message == InputEnded.INSTANCE) return onInputEnded();
    if (message instanceof Admitted admitted) return onAdmitted(admitted.answer());
    if (message == SessionStopped.INSTANCE) return onSessionStopped();
    if (message == ReadDue.INSTANCE) return onReadDue();
    if (message == StallDue.INSTANCE) return onStall();
    if (message == LingerOver.INSTANCE) return onLingerOver();
    if (message == Lost.INSTANCE) return Behaviors.stopped();
    if (message == CrowdedOut.INSTANCE) return session.isPresent() ? this : Behaviors.stopped();
    if (message == Handled.INSTANCE) return this;
    throw new AssertionError("no handler for " + message);
  }

  @Override
  public Behavior<Command> receiveSignal(TypedActorContext<Command> self, Signal signal) {
    return signal instanceof PostStop ? onPostStop() : Behaviors.unhandled();
  }

  private Behavior<Command> onAdmitted(Sessions.Answer answer) {
    if (answer instanceof Sessions.Connected connected) {
      session = Optional.of(connected.session());
      context.watchWith(connected.session(), SessionStopped.INSTANCE);
      incoming.onSession();
      giveLines();
    } else if (answer instanceof Sessions.Refused refused) {
      close(codec.refusal(refused.sentence()));
    }
    return this;
  }

  private Behavior<Command> onArrived(I read) {
    if (outgoing.isClosing()) {
      // Unread input makes the closing of a socket a reset, which may overtake our last words; and
      // a browser's own farewell must be received.
      incoming.onIgnored();
      if (!isGivenUp) incoming.read();
      return this;
    }
    incoming.onArrived(read);
    offer(codec.takeReplies(), ConnectionCommand.NO_MARK);
    flush();
    tellNegotiation();
    giveLines();
    return this;
  }

  private void tellNegotiation() {
    if (!negotiationTold && codec.hasNegotiated()) {
      negotiationTold = true;
      tellSession(Session.Negotiated.INSTANCE);
    }
    for (int i = codec.takeAnsweredMarks(); i > 0; i--)
      tellSession(Session.TimingMarkAnswered.INSTANCE);
  }

  private Behavior<Command> onInputEnded() {
    incoming.onEnd();
    boolean isOver = outgoing.isClosing() || session.isEmpty();
    if (isOver && !wire.isHalfClosable()) return Behaviors.stopped();
    giveLines();
    return this;
  }

  private Behavior<Command> onWritten() {
    long mark = outgoing.onWritten();
    if (mark != ConnectionCommand.NO_MARK) tellSession(new Session.Taken(mark));
    if (outgoing.isMuch()) tellSession(Session.Moving.INSTANCE);
    tellPause();
    if (outgoing.isClosing()) startLinger();
    else giveLines();
    return this;
  }

  private Behavior<Command> onAsked(List<ConnectionCommand> requests) {
    requests.forEach(this::perform);
    flush();
    tellPause();
    giveLines();
    return this;
  }

  private void perform(ConnectionCommand request) {
    if (request == ConnectionCommand.NextLine.INSTANCE) {
      incoming.onLineWanted();
    } else if (request instanceof ConnectionCommand.Write write) {
      offer(codec.encode(write.text()), write.mark());
    } else if (request instanceof ConnectionCommand.TimingMark asked) {
      codec.askForTimingMark();
      offer(codec.takeReplies(), asked.mark());
    } else if (request instanceof ConnectionCommand.Echo typing) {
      codec.setTyping(typing.hidden());
      offer(codec.takeReplies(), ConnectionCommand.NO_MARK);
    } else if (request instanceof ConnectionCommand.Admit admit) {
      incoming.admit(admit.isLoggedIn());
    } else if (request instanceof ConnectionCommand.Close close) {
      close(close.lastWords());
    } else {
      throw new AssertionError("no effect for " + request);
    }
  }

  /**
   * No lines go to a session whose client leaves much unread: it must not get still more requests.
   */
  private void giveLines() {
    if (session.isPresent() && !outgoing.isClosing() && !outgoing.isMuch()) incoming.giveLines();
    if (incoming.isHeldBack() && !timers.isTimerActive(ReadDue.INSTANCE))
      timers.startSingleTimer(ReadDue.INSTANCE, HELD_BACK);
  }

  private Behavior<Command> onReadDue() {
    giveLines();
    return this;
  }

  /** Notifies the session, which may have been given lines that it has not taken yet. */
  private void tellPause() {
    if (outgoing.isMuch() == isPaused) return;
    isPaused = outgoing.isMuch();
    tellSession(isPaused ? Session.InputPaused.INSTANCE : Session.InputResumed.INSTANCE);
  }

  private void offer(List<T> pieces, long mark) {
    if (!outgoing.offer(pieces, mark)) tellSession(Session.Overflowed.INSTANCE);
  }

  private void flush() {
    outgoing.flush();
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
    incoming.discard();
    wire.release();
    return this;
  }

  private void close(String lastWords) {
    if (outgoing.isClosing()) return;
    outgoing.close(codec.encode(lastWords));
    startLinger();
    incoming.read();
  }

  private void startLinger() {
    timers.startSingleTimer(LingerOver.INSTANCE, LINGER);
  }

  private Behavior<Command> onLingerOver() {
    isGivenUp = true;
    outgoing.discard();
    wire.abort();
    return this;
  }

  private Behavior<Command> onSessionStopped() {
    if (incoming.hasEnded() && !wire.isHalfClosable()) return Behaviors.stopped();
    // Last words are missing only after a failure.
    close(RefusalLine.of(codec.dialect().orElse(Choice.TEXT), Refusals.internal()));
    return this;
  }

  private void tellSession(Session.Command message) {
    session.ifPresent(s -> s.tell(message));
  }
}
