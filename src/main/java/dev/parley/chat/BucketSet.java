package dev.parley.chat;

import java.util.BitSet;
import java.util.stream.IntStream;

/** A set of buckets of the kept state ({@link BucketId}). Immutable. */
public final class BucketSet {
  public static final BucketSet NONE = new BucketSet(new BitSet());

  public static final BucketSet ALL = all();

  private final BitSet buckets;

  private BucketSet(BitSet buckets) {
    this.buckets = buckets;
  }

  private static BucketSet all() {
    var every = new BitSet(BucketId.COUNT);
    every.set(0, BucketId.COUNT);
    return new BucketSet(every);
  }

  /** Each of {@code buckets} must be from 0 to {@link BucketId#COUNT} - 1. */
  public static BucketSet of(int... buckets) {
    return of(IntStream.of(buckets));
  }

  /** As above. */
  public static BucketSet of(IntStream buckets) {
    var set = new BitSet(BucketId.COUNT);
    buckets.forEach(bucket -> set.set(checked(bucket)));
    return new BucketSet(set);
  }

  private static int checked(int bucket) {
    if (bucket < 0 || bucket >= BucketId.COUNT)
      throw new IllegalArgumentException("there is no bucket " + bucket);
    return bucket;
  }

  public boolean contains(int bucket) {
    return buckets.get(bucket);
  }

  public boolean isEmpty() {
    return buckets.isEmpty();
  }

  public boolean isAll() {
    return size() == BucketId.COUNT;
  }

  public int size() {
    return buckets.cardinality();
  }

  /** In ascending order. */
  public IntStream stream() {
    return buckets.stream();
  }

  BucketSet union(BucketSet more) {
    var both = (BitSet) buckets.clone();
    both.or(more.buckets);
    return new BucketSet(both);
  }

  BucketSet without(BucketSet less) {
    var rest = (BitSet) buckets.clone();
    rest.andNot(less.buckets);
    return new BucketSet(rest);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BucketSet set && buckets.equals(set.buckets);
  }

  @Override
  public int hashCode() {
    return buckets.hashCode();
  }

  @Override
  public String toString() {
    return isAll() ? "all buckets" : "buckets " + buckets;
  }
}
