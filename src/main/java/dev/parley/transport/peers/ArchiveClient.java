package dev.parley.transport.peers;

import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Sink;
import akka.util.ByteString;
import dev.parley.chat.history.ArchiveRequest;
import dev.parley.protocol.Endpoint;
import dev.parley.replica.ArchiveFetcher;
import dev.parley.wire.ArchiveCodec;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Asks an {@link ArchiveServer} over TCP. */
public final class ArchiveClient implements ArchiveFetcher {
  /** A holder that sends nothing for this long is as good as dead: its disk may be busy. */
  private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(10);

  private final ActorSystem<?> system;
  private final String cluster;
  private final RequestDialer dialer;

  public ArchiveClient(ActorSystem<?> system, String cluster, PeerTls tls) {
    this.system = system;
    this.cluster = cluster;
    this.dialer = new RequestDialer(system, tls);
  }

  @Override
  public CompletionStage<Fetched> fetch(Endpoint holder, ArchiveRequest request) {
    return dialer
        .send(holder, ArchiveCodec.encode(cluster, request), IDLE_TIMEOUT)
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
