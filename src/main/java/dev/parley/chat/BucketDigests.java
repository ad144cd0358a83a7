package dev.parley.chat;

import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The digests of all buckets of a state, by which two members find what is different between their
 * states. Immutable.
 */
public final class BucketDigests {
  private final long[] halves;

  private BucketDigests(long[] halves) {
    this.halves = halves;
  }

  /** {@code halves} are the two of each bucket; they must not be changed any more. */
  static BucketDigests of(long[] halves) {
    if (halves.length != 2 * BucketId.COUNT)
      throw new IllegalArgumentException(halves.length + " halves of digests");
    return new BucketDigests(halves);
  }

  /** The digests of a state, or of a part of it with everything of each bucket in it. */
  static BucketDigests of(ChatSnapshot state) {
    var hasher = new BucketDigest.Hasher();
    var halves = new long[2 * BucketId.COUNT];
    byBucket(state)
        .forEach(
            (bucket, contents) -> {
              var digest = hasher.of(contents.snapshot());
              halves[2 * bucket] = digest.high();
              halves[2 * bucket + 1] = digest.low();
            });
    return new BucketDigests(halves);
  }

  private static TreeMap<Integer, SnapshotLists> byBucket(ChatSnapshot state) {
    var buckets = new TreeMap<Integer, SnapshotLists>();
    SnapshotLists.distribute(
        state, user -> buckets.computeIfAbsent(BucketId.of(user), any -> new SnapshotLists()));
    return buckets;
  }

  public BucketDigest of(int bucket) {
    return new BucketDigest(halves[2 * bucket], halves[2 * bucket + 1]);
  }

  /** The buckets whose contents are not the same there. */
  public BucketSet different(BucketDigests other) {
    return BucketSet.of(
        IntStream.range(0, BucketId.COUNT).filter(bucket -> !of(bucket).equals(other.of(bucket))));
  }
}
