package dev.parley.transport.udp;

import static dev.parley.time.MonotonicClock.nowMs;

import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.ActorContext;
import dev.parley.group.Datagrams;
import dev.parley.protocol.Endpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Looks names up for {@link UdpTransport} without blocking it. */
public final class HostResolver {
  /** A lookup has ended; without an address if it failed. */
  record Found(Endpoint endpoint, @Nullable InetSocketAddress address)
      implements Datagrams.Command {}

  private final ActorContext<Datagrams.Command> context;
  private final Executor blocking;
  private final HostCache book = new HostCache();

  HostResolver(ActorContext<Datagrams.Command> context) {
    this.context = context;
    this.blocking = context.getSystem().dispatchers().lookup(DispatcherSelector.blocking());
  }

  /** The address if it is known; otherwise starts a lookup, so that it may be known next time. */
  Optional<InetSocketAddress> find(Endpoint endpoint) {
    long nowMs = nowMs();
    var known = book.find(endpoint, nowMs);
    if (known.isEmpty() && book.startsLookup(endpoint, nowMs)) start(endpoint);
    return known;
  }

  void onFound(Found found) {
    if (found.address() != null) book.onFound(found.endpoint(), found.address(), nowMs());
  }

  private void start(Endpoint endpoint) {
    context.pipeToSelf(
        CompletableFuture.supplyAsync(() -> resolve(endpoint), blocking),
        (address, failure) -> new Found(endpoint, address));
  }

  /**
   * The address itself where the host is an address; otherwise unresolved, for a connection that
   * looks the name up. Akka asks its resolver even for a literal address, which costs milliseconds.
   */
  public static InetSocketAddress withoutLookup(Endpoint endpoint) {
    return HostCache.literal(endpoint)
        .orElseGet(() -> InetSocketAddress.createUnresolved(endpoint.host(), endpoint.port()));
  }

  private static InetSocketAddress resolve(Endpoint endpoint) {
    try {
      return new InetSocketAddress(InetAddress.getByName(endpoint.host()), endpoint.port());
    } catch (UnknownHostException e) {
      throw new CompletionException(e);
    }
  }
}
