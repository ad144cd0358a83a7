package dev.parley.transport.clients;

import static dev.parley.time.MonotonicClock.nowMs;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.io.TcpMessage;
import dev.parley.group.LogSampler;
import dev.parley.replica.RedirectPlan;
import dev.parley.session.Sessions;
import dev.parley.session.dialect.DialectChooser.Choice;
import dev.parley.session.limits.ClientAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * Listens for clients and gives each connection to {@link Sessions}. Notifies its listener once
 * whether it could bind.
 */
public final class TcpServer extends AbstractBehavior<TcpServer.Command> {
  /**
   * When the server stops, clients have this long to take their last words: a stop is to take less
   * than five seconds in all.
   */
  static final Duration CLOSING_TIME = Duration.ofSeconds(2);

  private static final long LOG_PERIOD_MS = 60_000;

  public sealed interface Command {}

  /**
   * Stop listening, end all sessions with these words, and stop; {@code replyTo} is notified when
   * that is done.
   */
  public record Stop(RedirectPlan farewell, ActorRef<Stopped> replyTo) implements Command {}

  public enum Stopped {
    INSTANCE
  }

  /** The result of the attempt to bind. */
  public sealed interface Outcome {}

  public record Bound(InetSocketAddress address) implements Outcome {}

  /** The server has stopped; {@code sentence} says what to change. */
  public record BindFailed(String sentence) implements Outcome {}

  record SocketBound(InetSocketAddress address) implements Command {}

  record SocketFailed(String cause) implements Command {}

  /** {@code isLocal}: both ends of the connection are loopback addresses. */
  record ClientConnected(akka.actor.ActorRef socket, ClientAddress from, boolean isLocal)
      implements Command {}

  /** A connection of a proxy, which will say for whom it connects. */
  record ProxyConnected(akka.actor.ActorRef socket, ClientAddress proxy) implements Command {}

  /** The proxy behind {@code connection} said for whom it connects. */
  record Introduced(ActorRef<ClientConnection.Command> connection, ClientAddress from)
      implements Command {}

  /** A connection that could be served only over an encrypted connection has a session. */
  record SessionBegun(ActorRef<ClientConnection.Command> connection) implements Command {}

  private enum BridgeStopped implements Command {
    INSTANCE
  }

  private enum ClosingTimeOver implements Command {
    INSTANCE
  }

  private final InetSocketAddress address;
  private final ClientConnection.Service service;
  private final ActorRef<Sessions.Command> sessions;
  private final ActorRef<Outcome> listener;
  private final TimerScheduler<Command> timers;
  private final akka.actor.ActorRef bridge;
  private final EntranceShares<ActorRef<ClientConnection.Command>> entrance =
      new EntranceShares<>();
  private final LogSampler refusals = new LogSampler(LOG_PERIOD_MS);
  private Optional<ActorRef<Stopped>> stopAsked = Optional.empty();
  private int connections;

  private TcpServer(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      InetSocketAddress address,
      Optional<Choice> dialect,
      ClientConnection.Limits limits,
      ClientTls tls,
      ActorRef<Sessions.Command> sessions,
      ActorRef<Outcome> listener) {
    super(context);
    this.service = new ClientConnection.Service(dialect, limits, tls, context.getSelf(), sessions);
    this.address = address;
    this.sessions = sessions;
    this.listener = listener;
    this.timers = timers;
    bridge =
        Adapter.actorOf(context, TcpSocketBridge.props(address, tls.proxies(), context.getSelf()));
    context.watchWith(Adapter.toTyped(bridge), BridgeStopped.INSTANCE);
  }

  /**
   * Binds {@code address}; port 0 takes a free one. Clients speak {@code dialect}, or the dialect
   * that their first byte chooses, and share {@code memory}. {@code listener} gets exactly one
   * {@link Outcome}.
   */
  public static Behavior<Command> create(
      InetSocketAddress address,
      Optional<Choice> dialect,
      ClientMemory memory,
      ClientTls tls,
      ActorRef<Sessions.Command> sessions,
      ActorRef<Outcome> listener) {
    var limits = ClientConnection.Limits.of(memory);
    return create(address, dialect, limits, tls, sessions, listener);
  }

  static Behavior<Command> create(
      InetSocketAddress address,
      Optional<Choice> dialect,
      ClientConnection.Limits limits,
      ClientTls tls,
      ActorRef<Sessions.Command> sessions,
      ActorRef<Outcome> listener) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new TcpServer(
                        context, timers, address, dialect, limits, tls, sessions, listener)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(SocketBound.class, this::onBound)
        .onMessage(SocketFailed.class, this::onFailed)
        .onMessage(ClientConnected.class, this::onConnected)
        .onMessage(ProxyConnected.class, this::onProxyConnected)
        .onMessage(Introduced.class, this::onIntroduced)
        .onMessage(SessionBegun.class, this::onSessionBegun)
        .onMessage(Stop.class, this::onStop)
        .onMessageEquals(BridgeStopped.INSTANCE, this::onBridgeStopped)
        .onMessageEquals(ClosingTimeOver.INSTANCE, this::stopped)
        .onSignal(Terminated.class, this::onConnectionEnded)
        .build();
  }

  private Behavior<Command> onBound(SocketBound bound) {
    getContext().getLog().info("listening for clients on {}", bound.address());
    listener.tell(new Bound(bound.address()));
    return this;
  }

  private Behavior<Command> onFailed(SocketFailed failed) {
    listener.tell(new BindFailed(BindFailures.sentence(address, failed.cause())));
    return Behaviors.stopped();
  }

  /** A server that no longer admits any client must not look healthy: its starter is notified. */
  private Behavior<Command> onBridgeStopped() {
    return stopAsked.isPresent() ? this : Behaviors.stopped();
  }

  private Behavior<Command> onConnected(ClientConnected connected) {
    // A proxy that is not listed may be on this machine: then nobody here is known to be.
    var from = service.tls().isByProxy() ? connected.from().beyondLoopback() : connected.from();
    boolean takesPlain = service.tls().takesPlain(connected.isLocal());
    if (!takesPlain && !entrance.mayEnter(from)) {
      refuse(connected.socket(), from);
      return this;
    }
    var connection =
        serve(ClientConnection.create(connected.socket(), from, connected.isLocal(), service));
    if (!takesPlain) enter(connection, from);
    return this;
  }

  /** As many at once as there are clients: all that is bounded is how many say nothing. */
  private Behavior<Command> onProxyConnected(ProxyConnected connected) {
    var proxy = connected.proxy();
    enter(serve(ClientConnection.proxied(connected.socket(), proxy, service)), proxy);
    return this;
  }

  private Behavior<Command> onIntroduced(Introduced introduced) {
    var connection = introduced.connection();
    entrance.onLeft(connection);
    boolean takesPlain = service.tls().takesPlain(false);
    if (!takesPlain && !entrance.mayEnter(introduced.from())) {
      logRefusal(introduced.from());
      connection.tell(ClientConnection.CrowdedOut.INSTANCE);
      return this;
    }
    if (!takesPlain) enter(connection, introduced.from());
    connection.tell(ClientConnection.MayEnter.INSTANCE);
    return this;
  }

  private ActorRef<ClientConnection.Command> serve(Behavior<ClientConnection.Command> behavior) {
    var connection = getContext().spawnAnonymous(behavior);
    getContext().watch(connection);
    connections++;
    return connection;
  }

  private void enter(ActorRef<ClientConnection.Command> connection, ClientAddress from) {
    entrance
        .onEntered(connection, from)
        .ifPresent(oldest -> oldest.tell(ClientConnection.CrowdedOut.INSTANCE));
  }

  /** A reset: a socket that closes in order would be the kernel's for another minute. */
  private void refuse(akka.actor.ActorRef socket, ClientAddress from) {
    socket.tell(TcpMessage.abort(), bridge);
    logRefusal(from);
  }

  private void logRefusal(ClientAddress from) {
    refusals
        .onEvent(nowMs())
        .ifPresent(
            count ->
                getContext()
                    .getLog()
                    .warn(
                        "connections closed before they were encrypted: {}, the last from {}, which"
                            + " has {} that are not encrypted yet",
                        count,
                        from.host(),
                        EntranceShares.PER_ADDRESS));
  }

  private Behavior<Command> onSessionBegun(SessionBegun begun) {
    entrance.onLeft(begun.connection());
    return this;
  }

  private Behavior<Command> onConnectionEnded(Terminated ended) {
    entrance.onLeft(ended.getRef().unsafeUpcast());
    connections--;
    return connections == 0 && stopAsked.isPresent() ? stopped() : this;
  }

  private Behavior<Command> onStop(Stop stop) {
    stopAsked = Optional.of(stop.replyTo());
    bridge.tell(TcpSocketBridge.Unbind.INSTANCE, akka.actor.ActorRef.noSender());
    sessions.tell(new Sessions.EndAll(stop.farewell()));
    timers.startSingleTimer(ClosingTimeOver.INSTANCE, CLOSING_TIME);
    return connections == 0 ? stopped() : this;
  }

  private Behavior<Command> stopped() {
    stopAsked.ifPresent(replyTo -> replyTo.tell(Stopped.INSTANCE));
    return Behaviors.stopped();
  }
}
