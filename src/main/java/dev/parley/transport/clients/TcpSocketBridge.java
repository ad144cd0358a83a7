package dev.parley.transport.clients;

import static dev.parley.time.MonotonicClock.nowMs;

import akka.actor.AbstractActorWithTimers;
import akka.actor.Props;
import akka.actor.Terminated;
import akka.actor.typed.ActorRef;
import akka.io.Inet;
import akka.io.Tcp;
import akka.io.TcpMessage;
import akka.io.TcpSO;
import dev.parley.config.TrustedProxies;
import dev.parley.group.LogSampler;
import dev.parley.session.limits.ClientAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one classic actor of a {@link TcpServer}: Akka IO names a new connection only as the sender
 * of a message.
 */
final class TcpSocketBridge extends AbstractActorWithTimers {
  /**
   * Connections that the kernel completes before this actor takes them; any more wait for their
   * clients' own retries.
   */
  private static final int BACKLOG = 1_024;

  /**
   * How often to look whether descriptors are free: clients that connect when none are free wait at
   * most this long, and a listener that others left without any tries in vain for as long.
   */
  private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);

  private static final long LOG_PERIOD_MS = 60_000;
  private static final Logger LOG = LoggerFactory.getLogger(TcpSocketBridge.class);

  private enum Look {
    DUE
  }

  /** The request to stop listening; the bridge stops itself when that is done. */
  enum Unbind {
    INSTANCE
  }

  /**
   * By default a system buffers megabytes for a client, and reports room only when a third of them
   * has gone: a connection of 30 KB/s looked as if it did not move. With this buffer 2 KB/s is
   * noticed, and a connection with a delay of 100 ms still carries 600 KB/s.
   */
  private static final int SEND_BUFFER_BYTES = 64 * 1024;

  private final InetSocketAddress address;
  private final TrustedProxies proxies;
  private final ActorRef<TcpServer.Command> server;
  private final AcceptGate gate = new AcceptGate();
  private final LogSampler waits = new LogSampler(LOG_PERIOD_MS);
  private boolean isAccepting;
  private Optional<akka.actor.ActorRef> listener = Optional.empty();

  private TcpSocketBridge(
      InetSocketAddress address, TrustedProxies proxies, ActorRef<TcpServer.Command> server) {
    this.address = address;
    this.proxies = proxies;
    this.server = server;
  }

  static Props props(
      InetSocketAddress address, TrustedProxies proxies, ActorRef<TcpServer.Command> server) {
    return Props.create(TcpSocketBridge.class, () -> new TcpSocketBridge(address, proxies, server));
  }

  @Override
  public void preStart() {
    // Without TCP_NODELAY a short line may wait for the acknowledgement of the one before; without
    // keep-alive a client that can answer nothing and whose machine vanished would be online for
    // ever.
    List<Inet.SocketOption> options =
        List.of(
            TcpSO.reuseAddress(true),
            TcpSO.tcpNoDelay(true),
            new KeepAliveOption(),
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
        .match(Tcp.Connected.class, this::onConnected)
        .matchEquals(Look.DUE, due -> look())
        .matchEquals(Unbind.INSTANCE, unbind -> onUnbind())
        .match(Tcp.ConnectionClosed.class, refused -> {}) // by the server, in our name
        .match(Tcp.Unbound.class, unbound -> getContext().stop(getSelf()))
        .match(Terminated.class, listenerStopped -> getContext().stop(getSelf()))
        .build();
  }

  private void onBound(Tcp.Bound bound) {
    listener = Optional.of(getSender());
    getContext().watch(getSender());
    getTimers().startTimerWithFixedDelay(Look.DUE, Look.DUE, LOOK_INTERVAL);
    look();
    server.tell(new TcpServer.SocketBound(bound.localAddress()));
  }

  private void onFailed(Tcp.CommandFailed failed) {
    server.tell(new TcpServer.SocketFailed(failed.causedByString()));
    getContext().stop(getSelf()); // a classic child would be restarted, and its parent not notified
  }

  private void onConnected(Tcp.Connected connected) {
    var remote = connected.remoteAddress().getAddress();
    var from = ClientAddress.of(remote.getAddress());
    boolean isLocal =
        from.isLoopback() && connected.localAddress().getAddress().isLoopbackAddress();
    server.tell(
        proxies.contains(remote)
            ? new TcpServer.ProxyConnected(getSender(), from)
            : new TcpServer.ClientConnected(getSender(), from, isLocal));
    isAccepting = false;
    gate.onAccepted();
    if (gate.mayAccept()) accept();
    else look();
  }

  private void look() {
    var descriptors = Descriptors.now();
    gate.onLook(descriptors.open(), descriptors.limit());
    if (gate.mayAccept()) accept();
    else pause(descriptors);
  }

  private void accept() {
    if (isAccepting) return;
    isAccepting = true;
    resume(1);
  }

  /** New clients wait in the system's queue; those that are connected are served as before. */
  private void pause(Descriptors descriptors) {
    if (isAccepting) resume(0);
    isAccepting = false;
    if (waits.onEvent(nowMs()).isEmpty()) return;
    LOG.warn(
        "no client is accepted at {} until others leave: {} of {} open files are in "
            + "use; raise the limit (ulimit -n, LimitNOFILE=), or lower "
            + "parley.client.max-connections",
        address,
        descriptors.open(),
        descriptors.limit());
  }

  /** 0 revokes an earlier permission. */
  private void resume(int connections) {
    listener.ifPresent(l -> l.tell(TcpMessage.resumeAccepting(connections), getSelf()));
  }

  private void onUnbind() {
    if (listener.isPresent()) listener.get().tell(TcpMessage.unbind(), getSelf());
    else getContext().stop(getSelf());
  }
}
