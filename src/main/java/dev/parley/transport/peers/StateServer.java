package dev.parley.transport.peers;

import akka.NotUsed;
import akka.stream.ThrottleMode;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import dev.parley.chat.BucketSet;
import dev.parley.chat.PartialState;
import dev.parley.group.FrozenState;
import dev.parley.group.LiveState;
import dev.parley.group.SnapshotOffer;
import dev.parley.wire.SnapshotParts;
import dev.parley.wire.StateHandshake;
import dev.parley.wire.StateHandshake.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Serves the offered state over TCP to members that ask for it. A connection carries one request
 * and one answer. A connection that sends no request is closed. Safe for use by several threads.
 */
public final class StateServer {
  private static final int KIB = 1_024;

  /** What was not sent may be made up for within a second's tenth. */
  private static final int BURSTS = 10;

  /** Connections at once; one more gets the answer that this node is busy. */
  static final int MAX_CONNECTIONS = 32;

  /** A connection that has not asked, and is silent for this long, is closed. */
  static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(2);

  /** So is one that has not asked by then: the longest request has some 1.2 MB of digests. */
  static final Duration LONGEST_REQUEST = Duration.ofSeconds(20);

  /** A connection that takes nothing of its answer for this long is closed. */
  static final Duration IDLE_TIMEOUT = Duration.ofSeconds(5);

  /** Copies at once: they take long, and others may ask for the frozen state meanwhile. */
  static final int MAX_COPIES = 8;

  /**
   * The buckets of a copy that are read at a time: some 2 ms of the replica's, in a state of
   * 470,000 messages.
   */
  static final int SLICE_BUCKETS = 128;

  /** So many slices are read ahead, so that a replica that has much to do holds a copy up less. */
  private static final int SLICES_AHEAD = 4;

  private final String cluster;
  private final SnapshotOffer offered;
  private final LiveState live;
  private final int copiedKibPerSecond;
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger copies = new AtomicInteger();

  /** At most {@code copiedBytesPerSecond} go to each node that copies the state as it changes. */
  public StateServer(
      String cluster, SnapshotOffer offered, LiveState live, long copiedBytesPerSecond) {
    this.cluster = cluster;
    this.offered = offered;
    this.live = live;
    copiedKibPerSecond = Math.toIntExact(copiedBytesPerSecond / KIB);
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
    if (opened instanceof StateRequestReader.CopyAsked asked) return copy(asked, busy);
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

  private Source<ByteString, NotUsed> copy(StateRequestReader.CopyAsked asked, boolean busy) {
    int version = StateHandshake.COPY_VERSION;
    if (!asked.cluster().equals(cluster)) return header(Status.REFUSED, version);
    if (busy || copies.incrementAndGet() > MAX_COPIES) {
      if (!busy) copies.decrementAndGet();
      return header(Status.BUSY, version);
    }
    var parts =
        Source.completionStage(live.different(asked.known()))
            .mapConcat(StateServer::slices)
            .mapAsync(SLICES_AHEAD, live::copy)
            .mapConcat(SnapshotParts::ofSlice)
            .mapMaterializedValue(later -> NotUsed.getInstance());
    return StateChunks.of(parts, version)
        .throttle(
            copiedKibPerSecond,
            Duration.ofSeconds(1),
            copiedKibPerSecond / BURSTS,
            bytes -> 1 + bytes.size() / KIB,
            ThrottleMode.shaping())
        .watchTermination(
            (notUsed, done) -> {
              done.whenComplete((end, failure) -> copies.decrementAndGet());
              return notUsed;
            });
  }

  private static List<BucketSet> slices(BucketSet buckets) {
    int[] all = buckets.stream().toArray();
    var slices = new ArrayList<BucketSet>();
    for (int from = 0; from < all.length; from += SLICE_BUCKETS)
      slices.add(
          BucketSet.of(Arrays.copyOfRange(all, from, Math.min(all.length, from + SLICE_BUCKETS))));
    return slices;
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
