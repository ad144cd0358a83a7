package dev.parley.transport.peers;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Source;
import akka.stream.javadsl.Tcp;
import akka.util.ByteString;
import dev.parley.protocol.Endpoint;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Sends one request to another member, on a connection of its own. */
final class RequestDialer {
  /** A holder that does not answer the connection for this long is as good as dead. */
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

  private final ActorSystem<?> system;
  private final PeerTls tls;

  RequestDialer(ActorSystem<?> system, PeerTls tls) {
    this.system = system;
    this.tls = tls;
  }

  /**
   * The bytes of the answer. The connection fails when nothing has passed for {@code idle}, or
   * while it opens for the time of a handshake.
   */
  Source<ByteString, NotUsed> send(Endpoint holder, byte[] request, Duration idle) {
    var connection =
        Tcp.get(system)
            .outgoingConnection(
                InetSocketAddress.createUnresolved(holder.host(), holder.port()),
                Optional.empty(),
                List.of(),
                true,
                Optional.of(CONNECT_TIMEOUT),
                Optional.of(tls.opening(idle)));
    // The sending side stays open: a holder might take its end for a hang-up.
    return Source.single(ByteString.fromArrayUnsafe(request))
        .concat(Source.maybe())
        .via(tls.dialling(holder.host(), connection));
  }
}
