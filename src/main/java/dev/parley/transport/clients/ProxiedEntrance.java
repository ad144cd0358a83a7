package dev.parley.transport.clients;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.parley.session.dialect.Refusals;
import dev.parley.session.limits.ClientAddress;
import dev.parley.transport.clients.ClientConnection.Command;
import java.time.Duration;
import java.util.function.Function;

/**
 * A connection of a proxy until it has said for whom it connects: only then does the server know
 * whose share of the node it is. A proxy that does not say so is told, and closed: its clients
 * would all be one.
 */
final class ProxiedEntrance {
  /** A proxy writes its header when it connects: that of before login is more than enough. */
  static final Duration HEADER_PATIENCE = Duration.ofSeconds(30);

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final TcpWire wire;
  private final ClientAddress proxy;
  private final ClientConnection.Service service;
  private final Function<ClientAddress, Behavior<Command>> admitted;

  private ProxiedEntrance(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      TcpWire wire,
      ClientAddress proxy,
      ClientConnection.Service service,
      Function<ClientAddress, Behavior<Command>> admitted) {
    this.context = context;
    this.timers = timers;
    this.wire = wire;
    this.proxy = proxy;
    this.service = service;
    this.admitted = admitted;
  }

  /** {@code admitted} goes on with the client when the server lets it in. */
  static Behavior<Command> of(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      TcpWire wire,
      ClientAddress proxy,
      ClientConnection.Service service,
      Function<ClientAddress, Behavior<Command>> admitted) {
    context.watchWith(wire.socket(), ClientConnection.Lost.INSTANCE);
    timers.startSingleTimer(ClientConnection.NeverOpened.INSTANCE, HEADER_PATIENCE);
    wire.read();
    return new ProxiedEntrance(context, timers, wire, proxy, service, admitted).waiting();
  }

  private Behavior<Command> waiting() {
    return Behaviors.receive(Command.class)
        .onMessage(ClientConnection.Introduced.class, this::onIntroduced)
        .onMessage(ClientConnection.NotIntroduced.class, this::onNotIntroduced)
        .onMessageEquals(ClientConnection.Handled.INSTANCE, Behaviors::same)
        .onAnyMessage(ended -> Behaviors.stopped())
        .build();
  }

  private Behavior<Command> onIntroduced(ClientConnection.Introduced introduced) {
    timers.cancel(ClientConnection.NeverOpened.INSTANCE);
    // Nobody who came through a proxy is on this machine, whatever the proxy says.
    var from =
        introduced
            .client()
            .map(address -> ClientAddress.of(address.getAddress()))
            .orElse(proxy)
            .beyondLoopback();
    service.server().tell(new TcpServer.Introduced(context.getSelf(), from));
    return Behaviors.receive(Command.class)
        .onMessageEquals(ClientConnection.MayEnter.INSTANCE, () -> admitted.apply(from))
        .onMessageEquals(ClientConnection.CrowdedOut.INSTANCE, this::onRefused)
        .onAnyMessage(ended -> Behaviors.stopped())
        .build();
  }

  /** A reset: a socket that closes in order would be the kernel's for another minute. */
  private Behavior<Command> onRefused() {
    wire.abort();
    return Behaviors.stopped();
  }

  private Behavior<Command> onNotIntroduced(ClientConnection.NotIntroduced what) {
    return LastSentence.of(
        timers, wire, service.dialect(), what.first(), Refusals.proxyHeaderMissing());
  }
}
