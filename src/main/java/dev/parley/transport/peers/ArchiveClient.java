package dev.parley.transport.peers;

import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.stream.javadsl.Tcp;
import akka.util.ByteString;
import dev.parley.chat.history.ArchiveRequest;
import dev.parley.protocol.Endpoint;
import dev.parley.replica.ArchiveFetcher;
import dev.parley.wire.ArchiveCodec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Asks an {@link ArchiveServer} over TCP. */
public final class ArchiveClient implements ArchiveFetcher {
  /** A holder that does not answer the connection for this long is as good as dead. */
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

  /** So is one that sends nothing for this long: its disk may be busy. */
  private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(10);

  private final ActorSystem<?> system;
  private final String cluster;
  private final PeerTls tls;

  public ArchiveClient(ActorSystem<?> system, String cluster, PeerTls tls) {
    this.system = system;
    this.cluster = cluster;
    this.tls = tls;
  }

  @Override
  public CompletionStage<Fetched> fetch(Endpoint holder, ArchiveRequest request) {
    var connection =
        Tcp.get(system)
            .outgoingConnection(
                InetSocketAddress.createUnresolved(holder.host(), holder.port()),
                Optional.empty(),
                List.of(),
                true,
                Optional.of(CONNECT_TIMEOUT),
                Optional.of(tls.opening(IDLE_TIMEOUT)));
    // The sending side stays open: a holder might take its end for a hang-up.
    return Source.single(ByteString.fromArrayUnsafe(ArchiveCodec.encode(cluster, request)))
        .concat(Source.maybe())
        .via(tls.dialling(holder.host(), connection))
        .via(Flow.of(ByteString.class).idleTimeout(IDLE_TIMEOUT))
        .statefulMapConcat(() -> new ArchiveBodyReader(ArchiveCodec.MAX_ANSWER_BYTES)::onBytes)
        .runWith(Sink.headOption(), system)
        .thenCompose(read -> answered(holder, read));
  }

  private static CompletionStage<Fetched> answered(
      Endpoint holder, Optional<ArchiveBodyReader.Read> read) {
    long bytes = ArchiveCodec.HEAD_BYTES + read.map(of -> (long) of.body().length()).orElse(0L);
    return read.flatMap(
            of -> of.head().flatMap(head -> ArchiveCodec.answer(head, of.body().toArrayUnsafe())))
        .map(answer -> CompletableFuture.completedStage(new Fetched(answer, bytes)))
        .orElseGet(() -> CompletableFuture.failedStage(new IOException(holder + " has no answer")));
  }
}
