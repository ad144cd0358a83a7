package dev.parley.protocol;

import java.util.Arrays;

/**
 * The causal past of one message, dense: for each slot of its view, how many messages of that
 * member were delivered at the origin before it was sent. Immutable. Meaningless without the view.
 */
public final class Dependencies {
  private final long[] counts;

  private Dependencies(long[] counts) {
    this.counts = counts;
  }

  /** Copies {@code counts}; negative ones are refused. */
  public static Dependencies of(long... counts) {
    for (long count : counts) {
      if (count < 0)
        throw new IllegalArgumentException("a count is not negative: " + Arrays.toString(counts));
    }
    return new Dependencies(counts.clone());
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
    return other instanceof Dependencies dependencies && Arrays.equals(counts, dependencies.counts);
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
