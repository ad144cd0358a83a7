package dev.parley.transport.udp;

import akka.actor.AbstractActor;
import akka.actor.Props;
import akka.actor.Terminated;
import akka.actor.typed.ActorRef;
import akka.io.Inet;
import akka.io.Udp;
import akka.io.UdpMessage;
import dev.parley.group.Datagrams;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bridge between one socket of Akka IO and the typed actors: Akka names the socket's actor only
 * as the sender of {@code Udp.Bound}, which a typed actor cannot see. It is therefore a classic
 * actor; it stops with its socket, whatever the reason.
 */
final class UdpSocket extends AbstractActor {
  /** The purpose of a socket. */
  enum Role {
    BUS,
    GROUP,
    SENDER
  }

  /** Close the socket; the bridge stops when the socket is closed. */
  enum Close {
    INSTANCE
  }

  /** The receiver has reached a mark. */
  private enum Reached {
    INSTANCE
  }

  /** The socket is bound; {@code socket} takes {@code Udp.Send} with {@code bridge} as sender. */
  record Bound(Role role, akka.actor.ActorRef socket, akka.actor.ActorRef bridge) {}

  /** Akka can be given a listener's channel only by a factory in its options. */
  private static final class Ready extends Inet.DatagramChannelCreator {
    private final DatagramChannel channel;

    Ready(DatagramChannel channel) {
      this.channel = channel;
    }

    @Override
    public DatagramChannel create() {
      return channel;
    }
  }

  private final Role role;
  private final DatagramChannel channel;
  private final InetSocketAddress address;
  private final ActorRef<Bound> owner;
  private final ActorRef<? super Datagrams.Event> receiver;
  private final boolean isLoopbackOnly;
  private final ReadAhead readAhead = new ReadAhead();
  private final akka.actor.ActorRef self = getSelf();
  private akka.actor.@Nullable ActorRef socket;

  private UdpSocket(
      Role role,
      UdpChannels.Opened opened,
      boolean isLoopbackOnly,
      ActorRef<Bound> owner,
      ActorRef<? super Datagrams.Event> receiver) {
    this.role = role;
    this.channel = opened.channel();
    this.address = opened.address();
    this.isLoopbackOnly = isLoopbackOnly;
    this.owner = owner;
    this.receiver = receiver;
  }

  /**
   * Binds the {@code opened} channel; the owner is notified when it is bound, and may watch this
   * actor to learn when it no longer is. {@code isLoopbackOnly}: datagrams to the group from other
   * machines are dropped.
   */
  static Props props(
      Role role,
      UdpChannels.Opened opened,
      boolean isLoopbackOnly,
      ActorRef<Bound> owner,
      ActorRef<? super Datagrams.Event> receiver) {
    return Props.create(
        UdpSocket.class, () -> new UdpSocket(role, opened, isLoopbackOnly, owner, receiver));
  }

  @Override
  public void preStart() {
    Udp.get(getContext().getSystem())
        .manager()
        .tell(UdpMessage.bind(getSelf(), address, List.of(new Ready(channel))), getSelf());
  }

  @Override
  public Receive createReceive() {
    return receiveBuilder()
        .match(Udp.Received.class, this::onReceived)
        .matchEquals(Reached.INSTANCE, reached -> onReached())
        .matchEquals(Close.INSTANCE, close -> onClose())
        .match(Udp.Bound.class, this::onBound)
        .match(Udp.CommandFailed.class, this::onFailed)
        .match(Terminated.class, t -> getContext().stop(getSelf()))
        .build();
  }

  private void onReceived(Udp.Received received) {
    var from = received.sender();
    // Not every system can bind to the group alone; the kernel lets no stranger use 127.0.0.0/8.
    if (role == Role.GROUP && isLoopbackOnly && !from.getAddress().isLoopbackAddress()) return;
    // Only forged: nobody listens there, and nobody can be answered.
    if (from.getPort() == 0) return;
    if (readAhead.onDatagram()) {
      receiver.tell(new Datagrams.Received(received.data(), from, role == Role.GROUP));
      if (readAhead.takeMark()) receiver.tell(new Datagrams.Mark(this::onMark));
    }
    if (readAhead.mustStop()) tellSocket(UdpMessage.suspendReading());
  }

  /** Called by the receiver. */
  private void onMark() {
    self.tell(Reached.INSTANCE, akka.actor.ActorRef.noSender());
  }

  private void onReached() {
    if (readAhead.onMark()) tellSocket(UdpMessage.resumeReading());
  }

  private void tellSocket(Udp.Command command) {
    if (socket != null) socket.tell(command, getSelf());
  }

  private void onClose() {
    if (socket == null) getContext().stop(getSelf());
    else tellSocket(UdpMessage.unbind());
  }

  private void onBound(Udp.Bound bound) {
    socket = getSender();
    getContext().watch(getSender());
    owner.tell(new Bound(role, getSender(), getSelf()));
  }

  private void onFailed(Udp.CommandFailed failed) {
    // A classic child of a typed parent is restarted when it throws; a failed bind must end it.
    if (failed.cmd() instanceof Udp.Bind) getContext().stop(getSelf());
    // A datagram that the kernel had no room for is lost, as any datagram may be.
  }
}
