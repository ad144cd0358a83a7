package dev.parley.transport.udp;

import static dev.parley.time.MonotonicClock.nowMs;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.io.UdpMessage;
import akka.util.ByteString;
import dev.parley.group.Datagrams;
import dev.parley.group.LogSampler;
import dev.parley.transport.BindResult;
import dev.parley.transport.udp.UdpSocket.Role;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The datagram sockets of a node. Datagrams are lost when the kernel has no room, when a name is
 * not looked up yet, and while a socket is opened again. A bus address that cannot be bound at the
 * start ends this actor; it recovers from every later failure.
 */
public final class UdpTransport extends AbstractBehavior<Datagrams.Command> {
  private record Bound(UdpSocket.Bound socket) implements Datagrams.Command {}

  private record Lost(Role role, akka.actor.ActorRef bridge) implements Datagrams.Command {}

  private record Reopen(Role role) implements Datagrams.Command {}

  private enum LookAtInterface implements Datagrams.Command {
    INSTANCE
  }

  private static final Duration REOPEN_AFTER = Duration.ofSeconds(1);

  /** A replaced interface costs at most this time, and looking costs less than a millisecond. */
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private static final long WARN_EVERY_MS = 10_000;

  private final TimerScheduler<Datagrams.Command> timers;
  private final UdpSettings settings;
  private final UdpChannels channels;
  private final ActorRef<? super Datagrams.Event> receiver;
  private final ActorRef<? super BindResult> owner;
  private final HostResolver addresses;
  private final LogSampler lostWarnings = new LogSampler(WARN_EVERY_MS);
  private final InterfaceWatch watch;
  private final Map<Role, akka.actor.ActorRef> bridges = new EnumMap<>(Role.class);
  private UdpSocket.@Nullable Bound sender;
  private boolean rejoining;
  private boolean busBound;
  private boolean opened;
  private boolean multicastTold;
  private boolean multicastAvailable;
  private boolean bufferWarned;
  private int sockets;

  private UdpTransport(
      ActorContext<Datagrams.Command> context,
      TimerScheduler<Datagrams.Command> timers,
      UdpChannels channels,
      ActorRef<? super Datagrams.Event> receiver,
      ActorRef<? super BindResult> owner) {
    super(context);
    // Otherwise the log names the class of Akka that set the behavior up.
    context.setLoggerName(getClass());
    this.timers = timers;
    this.settings = channels.settings();
    this.channels = channels;
    this.receiver = receiver;
    this.owner = owner;
    this.addresses = new HostResolver(context);
    this.watch = new InterfaceWatch(channels.look());
    timers.startTimerWithFixedDelay(LookAtInterface.INSTANCE, LOOK_EVERY);
    open(Role.BUS);
    open(Role.SENDER);
    if (settings.group().isPresent()) open(Role.GROUP);
    else multicastLost("multicast is switched off");
  }

  /**
   * Opens the sockets: {@code receiver} gets the datagrams that arrive, and {@link
   * Datagrams.Opened} first; {@code owner} gets the outcome.
   */
  public static Behavior<Datagrams.Command> create(
      UdpSettings settings,
      ActorRef<? super Datagrams.Event> receiver,
      ActorRef<? super BindResult> owner) {
    return Behaviors.setup(
        context -> {
          try {
            var channels = new UdpChannels(settings);
            channels.probeBus();
            return Behaviors.withTimers(
                timers -> new UdpTransport(context, timers, channels, receiver, owner));
          } catch (IOException e) {
            owner.tell(openingFailed(settings, e.getMessage()));
            return Behaviors.stopped();
          }
        });
  }

  @Override
  public Receive<Datagrams.Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Datagrams.Send.class, this::onSend)
        .onMessage(Datagrams.Multicast.class, this::onMulticast)
        .onMessage(Bound.class, this::onBound)
        .onMessage(Lost.class, this::onLost)
        .onMessage(Reopen.class, reopen -> onReopen(reopen.role()))
        .onMessageEquals(LookAtInterface.INSTANCE, this::onLookAtInterface)
        .onMessageEquals(Datagrams.RejoinGroup.INSTANCE, this::onRejoinGroup)
        .onMessage(HostResolver.Found.class, this::onFound)
        .build();
  }

  private Behavior<Datagrams.Command> onSend(Datagrams.Send send) {
    addresses.find(send.to()).ifPresent(address -> send(send.bytes(), address));
    return this;
  }

  private Behavior<Datagrams.Command> onMulticast(Datagrams.Multicast multicast) {
    if (!multicastAvailable) return this;
    settings
        .group()
        .flatMap(addresses::find)
        .ifPresent(address -> send(multicast.bytes(), address));
    return this;
  }

  private void send(ByteString bytes, InetSocketAddress to) {
    if (sender != null) sender.socket().tell(UdpMessage.send(bytes, to), sender.bridge());
  }

  private Behavior<Datagrams.Command> onFound(HostResolver.Found found) {
    addresses.onFound(found);
    return this;
  }

  private Behavior<Datagrams.Command> onBound(Bound bound) {
    var socket = bound.socket();
    // A socket that was opened before the interface changed, and bound after it.
    if (!socket.bridge().equals(bridges.get(socket.role()))) return this;
    if (socket.role() == Role.SENDER) sender = socket;
    if (socket.role() == Role.BUS) busBound = true;
    if (socket.role() == Role.GROUP) {
      multicastTold = true;
      multicastAvailable = true;
      receiver.tell(Datagrams.MulticastAvailable.INSTANCE);
    }
    if (!opened && busBound && sender != null) {
      opened = true;
      receiver.tell(new Datagrams.Opened(settings.bus(), getContext().getSelf()));
      owner.tell(BindResult.Succeeded.INSTANCE);
    }
    return this;
  }

  private Behavior<Datagrams.Command> onLookAtInterface() {
    if (!watch.onLook(channels.look())) return this;
    getContext()
        .getLog()
        .info("interface changed: the sockets for the group and for sending are opened again");
    close(Role.SENDER);
    sender = null;
    open(Role.SENDER);
    return onRejoinGroup();
  }

  /**
   * The socket is closed first and then opened: only the last socket that leaves and the first that
   * joins make the kernel notify the network.
   */
  private Behavior<Datagrams.Command> onRejoinGroup() {
    if (settings.group().isEmpty() || !bridges.containsKey(Role.GROUP)) return this;
    rejoining = true;
    close(Role.GROUP);
    return this;
  }

  private void close(Role role) {
    var bridge = bridges.get(role);
    if (bridge != null) bridge.tell(UdpSocket.Close.INSTANCE, akka.actor.ActorRef.noSender());
  }

  private Behavior<Datagrams.Command> onLost(Lost lost) {
    // Another socket was opened in its place already.
    if (!bridges.remove(lost.role(), lost.bridge())) return this;
    if (lost.role() == Role.BUS && !busBound) {
      owner.tell(openingFailed(settings, "the socket was refused"));
      return Behaviors.stopped();
    }
    if (lost.role() == Role.GROUP && rejoining) {
      rejoining = false;
      return open(Role.GROUP);
    }
    if (lost.role() == Role.GROUP) multicastLost("its socket was closed");
    if (lost.role() == Role.SENDER && sender != null) {
      // Akka closes a socket that cannot send to some address; the next one may be reachable.
      sender = null;
      warnOfLoss();
      return open(Role.SENDER);
    }
    return reopenLater(lost.role());
  }

  private void warnOfLoss() {
    lostWarnings
        .onEvent(nowMs())
        .ifPresent(
            times ->
                getContext()
                    .getLog()
                    .warn(
                        "an address that cannot be reached from {} closed the sending socket, {}"
                            + " times",
                        settings.bus().host(),
                        times));
  }

  private Behavior<Datagrams.Command> open(Role role) {
    try {
      var adapter = getContext().messageAdapter(UdpSocket.Bound.class, Bound::new);
      var opened = channels.open(role);
      warnOfSmallBuffer(role, channels.receiveBufferBytes(opened.channel()));
      var props = UdpSocket.props(role, opened, channels.isLoopback(), adapter, receiver);
      var name = "udp-" + role.name().toLowerCase(java.util.Locale.ROOT) + "-" + ++sockets;
      var bridge = Adapter.actorOf(getContext(), props, name);
      bridges.put(role, bridge);
      getContext().watchWith(Adapter.<Void>toTyped(bridge), new Lost(role, bridge));
      return this;
    } catch (IOException e) {
      if (role == Role.GROUP) multicastLost(String.valueOf(e.getMessage()));
      return reopenLater(role);
    }
  }

  private Behavior<Datagrams.Command> reopenLater(Role role) {
    timers.startSingleTimer(role, new Reopen(role), REOPEN_AFTER);
    return this;
  }

  private Behavior<Datagrams.Command> onReopen(Role role) {
    return bridges.containsKey(role) ? this : open(role);
  }

  private void multicastLost(String why) {
    // Joining the group is tried again every second: only a change is worth a message.
    if (multicastTold && !multicastAvailable) return;
    multicastTold = true;
    multicastAvailable = false;
    receiver.tell(new Datagrams.MulticastUnavailable(why));
  }

  private void warnOfSmallBuffer(Role role, int actualBytes) {
    if (role == Role.SENDER || bufferWarned || actualBytes >= settings.receiveBufferBytes()) return;
    bufferWarned = true;
    getContext()
        .getLog()
        .warn(
            "the system gives UDP sockets {} bytes of receive buffer, not the {} asked for: bursts"
                + " may be lost and sent again; raise net.core.rmem_max",
            actualBytes,
            settings.receiveBufferBytes());
  }

  private static BindResult.Failed openingFailed(UdpSettings settings, @Nullable String why) {
    return new BindResult.Failed(
        "The members' address "
            + settings.bus()
            + " (UDP) cannot be used: "
            + why
            + ". Stop what uses it, or choose another port or --bind address.");
  }
}
