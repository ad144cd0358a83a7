package dev.parley.protocol;

import java.util.Arrays;

/**
 * The messages that must be delivered before one message: a frontier, by slot of its view. Only the
 * immediate predecessors are named, which are no other predecessor's past and not the origin's own
 * last message; since delivery is causal, all others come before them (Prakash, Raynal, Singhal,
 * JPDC 1997). Immutable. Meaningless without the view.
 */
public final class Dependencies {
  /** The dependencies of a message without predecessors. */
  public static final Dependencies NONE = new Dependencies(0, new long[0]);

  /** A bit for each slot that is named. */
  private final long named;

  /** The count of each named slot in turn. */
  private final long[] counts;

  private Dependencies(long named, long[] counts) {
    this.named = named;
    this.counts = counts;
  }

  /**
   * The frontier of the slots whose bits are set in {@code named}, with the count of each in the
   * order of the slots; the array is given away. Counts below 1 are refused.
   */
  public static Dependencies frontier(long named, long[] counts) {
    if (counts.length != Long.bitCount(named))
      throw new IllegalArgumentException(
          counts.length + " counts for " + Long.bitCount(named) + " slots");
    for (long count : counts) {
      if (count < 1)
        throw new IllegalArgumentException(
            "a predecessor has a number: " + Arrays.toString(counts));
    }
    return named == 0 ? NONE : new Dependencies(named, counts);
  }

  /** Returns true if this can be of a view of {@code members}. */
  public boolean fits(int members) {
    return Long.SIZE - Long.numberOfLeadingZeros(named) <= members;
  }

  /** A bit for each slot that is named. */
  public long named() {
    return named;
  }

  /** The count of {@code slot}; 0 if it is not named. */
  public long get(int slot) {
    long bit = 1L << slot;
    return (named & bit) == 0 ? 0 : counts[Long.bitCount(named & (bit - 1))];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Dependencies dependencies
        && named == dependencies.named
        && Arrays.equals(counts, dependencies.counts);
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(named) + Arrays.hashCode(counts);
  }

  @Override
  public String toString() {
    var text = new StringBuilder("{");
    for (long rest = named; rest != 0; rest &= rest - 1) {
      int slot = Long.numberOfTrailingZeros(rest);
      text.append(text.length() == 1 ? "" : ", ").append(slot).append('=').append(get(slot));
    }
    return text.append('}').toString();
  }
}
