package dev.parley.transport.peers;

import akka.NotUsed;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import dev.parley.chat.BucketSet;
import dev.parley.chat.PartialState;
import dev.parley.group.FrozenState;
import dev.parley.group.SnapshotOffer;
import dev.parley.wire.SnapshotParts;
import dev.parley.wire.StateHandshake;
import dev.parley.wire.StateHandshake.Status;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Serves the offered state over TCP to members that ask for it. A connection carries one request
 * and one answer. A connection that sends no request is closed. Safe for use by several threads.
 */
public final class StateServer {
  /** Connections at once; one more gets the answer that this node is busy. */
  static final int MAX_CONNECTIONS = 32;

  /** A connection that has not asked, and is silent for this long, is closed. */
  static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(2);

  /** So is one that has not asked by then: the longest request has some 1.2 MB of digests. */
  static final Duration LONGEST_REQUEST = Duration.ofSeconds(20);

  /** A connection that takes nothing of its answer for this long is closed. */
  static final Duration IDLE_TIMEOUT = Duration.ofSeconds(5);

  private final String cluster;
  private final SnapshotOffer offered;
  private final AtomicInteger connections = new AtomicInteger();

  public StateServer(String cluster, SnapshotOffer offered) {
    this.cluster = cluster;
    this.offered = offered;
  }

  /** The place of one connection among those that are served at once. */
  final class Permit {
    private final boolean busy = connections.incrementAndGet() > MAX_CONNECTIONS;
    private final AtomicBoolean left = new AtomicBoolean();

    /** Frees the place for other connections; once. */
    void leave() {
      if (left.compareAndSet(false, true)) connections.decrementAndGet();
    }
  }

  Permit enter() {
    return new Permit();
  }

  /** One connection, from its first byte on. */
  Flow<ByteString, ByteString, NotUsed> answering(Permit permit) {
    return Flow.of(ByteString.class)
        .idleTimeout(REQUEST_TIMEOUT)
        .takeWithin(LONGEST_REQUEST)
        .statefulMapConcat(
            () -> {
              var reader = new StateRequestReader(permit.busy);
              return bytes -> reader.onBytes(bytes).map(List::of).orElse(List.of());
            })
        .take(1)
        .flatMapConcat(opened -> answer(opened, permit.busy))
        .backpressureTimeout(IDLE_TIMEOUT);
  }

  private Source<ByteString, NotUsed> answer(StateRequestReader.Opened opened, boolean busy) {
    if (!(opened instanceof StateRequestReader.Asked asked)) {
      boolean isOther = opened == StateRequestReader.Unread.OTHER_VERSION;
      return isOther ? header(Status.OTHER_VERSION, StateHandshake.VERSION) : Source.empty();
    }
    if (busy) return header(Status.BUSY, asked.version());
    if (!asked.request().cluster().equals(cluster)) return header(Status.REFUSED, asked.version());
    return offered
        .find(asked.request().ballot())
        .map(frozen -> found(frozen, asked))
        .orElseGet(() -> header(Status.NOT_YET, asked.version()));
  }

  private static Source<ByteString, NotUsed> found(
      FrozenState frozen, StateRequestReader.Asked asked) {
    var different = asked.known().map(frozen.digests()::different).orElse(BucketSet.ALL);
    return Source.completionStage(frozen.part(different))
        .initialTimeout(IDLE_TIMEOUT)
        .flatMapConcat(
            part ->
                part.map(here -> StateChunks.of(parts(here, asked), asked.version()))
                    .orElseGet(() -> header(Status.NOT_YET, asked.version())));
  }

  private static Iterable<byte[]> parts(PartialState here, StateRequestReader.Asked asked) {
    if (asked.known().isEmpty()) return new SnapshotParts(here.state());
    return () -> SnapshotParts.ofDifferent(here);
  }

  private static Source<ByteString, NotUsed> header(Status status, int version) {
    return Source.single(ByteString.fromArrayUnsafe(StateHandshake.header(status, version)));
  }
}
