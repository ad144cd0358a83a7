package dev.parley.transport;

import akka.actor.AbstractActor;
import akka.actor.Props;
import akka.actor.Terminated;
import akka.actor.typed.ActorRef;
import akka.io.Inet;
import akka.io.Tcp;
import akka.io.TcpMessage;
import akka.io.TcpSO;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * The one classic actor of a {@link TcpServer}: Akka IO tells a new connection only as the sender
 * of a message.
 */
final class TcpSocketBridge extends AbstractActor {
  /**
   * Connections that the kernel completes before we take them; more wait in the client's own
   * retries.
   */
  private static final int BACKLOG = 1_024;

  /** Connections on their way from the socket to the server at a time. */
  private static final int ACCEPTS_AHEAD = 16;

  /** The word to stop listening; the bridge stops itself when that is done. */
  enum Unbind {
    INSTANCE
  }

  /**
   * Left to itself a system buffers megabytes for a client, and tells of room when a third of them
   * has gone: a line of 30 KB/s looked as if it did not move. With this much 2 KB/s is seen, and a
   * line of 100 ms is still filled with 600 KB/s.
   */
  private static final int SEND_BUFFER_BYTES = 64 * 1024;

  private final InetSocketAddress address;
  private final ActorRef<TcpServer.Command> server;
  private Optional<akka.actor.ActorRef> listener = Optional.empty();

  private TcpSocketBridge(InetSocketAddress address, ActorRef<TcpServer.Command> server) {
    this.address = address;
    this.server = server;
  }

  static Props props(InetSocketAddress address, ActorRef<TcpServer.Command> server) {
    return Props.create(TcpSocketBridge.class, () -> new TcpSocketBridge(address, server));
  }

  @Override
  public void preStart() {
    // Without TCP_NODELAY a short line may wait for the acknowledgement of the one before; without
    // keep-alive a client whose machine vanished would be online until something is sent to it.
    List<Inet.SocketOption> options =
        List.of(
            TcpSO.reuseAddress(true),
            TcpSO.tcpNoDelay(true),
            TcpSO.keepAlive(true),
            TcpSO.sendBufferSize(SEND_BUFFER_BYTES));
    Tcp.get(getContext().getSystem())
        .manager()
        .tell(TcpMessage.bind(getSelf(), address, BACKLOG, options, true), getSelf());
  }

  @Override
  public Receive createReceive() {
    return receiveBuilder()
        .match(Tcp.Bound.class, this::onBound)
        .match(Tcp.CommandFailed.class, this::onFailed)
        .match(Tcp.Connected.class, connected -> onConnected())
        .matchEquals(Unbind.INSTANCE, unbind -> onUnbind())
        .match(Tcp.Unbound.class, unbound -> getContext().stop(getSelf()))
        .match(Terminated.class, listenerStopped -> getContext().stop(getSelf()))
        .build();
  }

  private void onBound(Tcp.Bound bound) {
    listener = Optional.of(getSender());
    getContext().watch(getSender());
    getSender().tell(TcpMessage.resumeAccepting(ACCEPTS_AHEAD), getSelf());
    server.tell(new TcpServer.SocketBound(bound.localAddress()));
  }

  private void onFailed(Tcp.CommandFailed failed) {
    server.tell(new TcpServer.SocketFailed(failed.causedByString()));
    getContext()
        .stop(getSelf()); // a classic child would be restarted, and its parent not hear of it
  }

  private void onConnected() {
    server.tell(new TcpServer.ClientConnected(getSender()));
    listener.ifPresent(l -> l.tell(TcpMessage.resumeAccepting(1), getSelf()));
  }

  private void onUnbind() {
    if (listener.isPresent()) listener.get().tell(TcpMessage.unbind(), getSelf());
    else getContext().stop(getSelf());
  }
}
