package dev.parley.protocol.multicast;

import java.util.Arrays;

/**
 * A count for each slot of a view: the number up to which each member's messages are present.
 * Immutable. Meaningless without the view.
 */
public final class SlotVector {
  private final long[] counts;

  private SlotVector(long[] counts) {
    this.counts = counts;
  }

  /** Copies {@code counts}; negative ones are refused. */
  public static SlotVector of(long... counts) {
    for (long count : counts) {
      if (count < 0)
        throw new IllegalArgumentException("a count is not negative: " + Arrays.toString(counts));
    }
    return new SlotVector(counts.clone());
  }

  public int slots() {
    return counts.length;
  }

  public long get(int slot) {
    return counts[slot];
  }

  public long[] toArray() {
    return counts.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SlotVector vector && Arrays.equals(counts, vector.counts);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(counts);
  }

  @Override
  public String toString() {
    return Arrays.toString(counts);
  }
}
