package dev.parley.transport;

import akka.actor.AbstractActor;
import akka.actor.Props;
import akka.actor.Terminated;
import akka.actor.typed.ActorRef;
import akka.io.Inet;
import akka.io.Udp;
import akka.io.UdpMessage;
import dev.parley.node.Datagrams;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.List;

/**
 * The bridge between one socket of Akka IO and the typed actors: Akka tells the socket's actor only
 * as the sender of {@code Udp.Bound}, which a typed actor cannot see. Classic, therefore; stops
 * with its socket, whatever the reason.
 */
final class UdpSocket extends AbstractActor {
  /** What a socket is for. */
  enum Role {
    BUS,
    GROUP,
    SENDER
  }

  /** The socket is bound; {@code socket} takes {@code Udp.Send} with {@code bridge} as sender. */
  record Bound(Role role, akka.actor.ActorRef socket, akka.actor.ActorRef bridge) {}

  /** Akka cannot tell a listener which channel to use but by a factory in its options. */
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
  private final ActorRef<? super Datagrams.Received> receiver;

  private UdpSocket(
      Role role,
      DatagramChannel channel,
      InetSocketAddress address,
      ActorRef<Bound> owner,
      ActorRef<? super Datagrams.Received> receiver) {
    this.role = role;
    this.channel = channel;
    this.address = address;
    this.owner = owner;
    this.receiver = receiver;
  }

  /**
   * Binds {@code channel}, which must not be bound yet, to {@code address}; the owner is told when
   * it is, and may watch for when it is no longer.
   */
  static Props props(
      Role role,
      DatagramChannel channel,
      InetSocketAddress address,
      ActorRef<Bound> owner,
      ActorRef<? super Datagrams.Received> receiver) {
    return Props.create(
        UdpSocket.class, () -> new UdpSocket(role, channel, address, owner, receiver));
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
        .match(Udp.Received.class, r -> receiver.tell(new Datagrams.Received(r.data(), r.sender())))
        .match(Udp.Bound.class, this::onBound)
        .match(Udp.CommandFailed.class, this::onFailed)
        .match(Terminated.class, t -> getContext().stop(getSelf()))
        .build();
  }

  private void onBound(Udp.Bound bound) {
    getContext().watch(getSender());
    owner.tell(new Bound(role, getSender(), getSelf()));
  }

  private void onFailed(Udp.CommandFailed failed) {
    // A classic child of a typed parent is restarted when it throws; a failed bind must end it.
    if (failed.cmd() instanceof Udp.Bind) getContext().stop(getSelf());
    // A datagram that the kernel had no room for is lost, as datagrams are.
  }
}
