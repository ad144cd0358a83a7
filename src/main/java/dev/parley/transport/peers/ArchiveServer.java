package dev.parley.transport.peers;

import akka.NotUsed;
import akka.stream.javadsl.Flow;
import akka.util.ByteString;
import dev.parley.chat.history.ArchiveAnswer;
import dev.parley.chat.history.ArchiveRequest;
import dev.parley.wire.ArchiveCodec;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Answers members that ask about this node's archive. A connection carries one request and one
 * answer. Safe for use by several threads.
 */
public final class ArchiveServer {
  /**
   * Connections at once, of members that catch up: each has an answer in memory. One more is
   * refused, and comes again.
   */
  static final int MAX_CONNECTIONS = 8;

  /** A connection that has not asked by then is closed. */
  static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);

  /** A connection that takes nothing of its answer for this long is closed. */
  static final Duration IDLE_TIMEOUT = Duration.ofSeconds(5);

  private final String cluster;
  private final Function<ArchiveRequest, CompletionStage<ArchiveAnswer>> archive;
  private final AtomicInteger connections = new AtomicInteger();

  public ArchiveServer(
      String cluster, Function<ArchiveRequest, CompletionStage<ArchiveAnswer>> archive) {
    this.cluster = cluster;
    this.archive = archive;
  }

  /** One connection, from its first byte on. */
  Flow<ByteString, ByteString, NotUsed> answering() {
    boolean isBusy = connections.incrementAndGet() > MAX_CONNECTIONS;
    return Flow.of(ByteString.class)
        .takeWithin(REQUEST_TIMEOUT)
        .statefulMapConcat(() -> new ArchiveBodyReader(ArchiveCodec.MAX_REQUEST_BYTES)::onBytes)
        .take(1)
        .mapAsync(1, read -> answer(read, isBusy))
        .map(ByteString::fromArrayUnsafe)
        .backpressureTimeout(IDLE_TIMEOUT)
        .watchTermination(
            (notUsed, done) -> {
              done.whenComplete((end, failure) -> connections.decrementAndGet());
              return notUsed;
            });
  }

  private CompletionStage<byte[]> answer(ArchiveBodyReader.Read read, boolean isBusy) {
    var request =
        isBusy
            ? Optional.<ArchiveRequest>empty()
            : read.head()
                .flatMap(head -> ArchiveCodec.request(cluster, head, read.body().toArrayUnsafe()));
    if (request.isEmpty()) return CompletableFuture.completedStage(ArchiveCodec.refusal());
    return archive.apply(request.get()).thenApply(ArchiveCodec::encode);
  }
}
