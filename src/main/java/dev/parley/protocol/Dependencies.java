package dev.parley.protocol;

import java.util.Arrays;

/**
 * What must be delivered before one message, by slot of its view. <em>Dense</em>: for each slot,
 * how many messages of that member were delivered at the origin before. <em>Frontier</em>: only the
 * immediate predecessors, which are no other predecessor's past and not the origin's own last
 * message; since delivery is causal, all else comes before them (Prakash, Raynal, Singhal, JPDC
 * 1997). Immutable. Meaningless without the view.
 */
public final class Dependencies {
  /** The frontier without predecessors. */
  public static final Dependencies NONE = new Dependencies(false, 0, new long[0]);

  private final boolean isDense;

  /** Of a frontier: a bit for each slot that is named. */
  private final long named;

  /** By slot if dense, otherwise for each named slot in turn. */
  private final long[] counts;

  private Dependencies(boolean isDense, long named, long[] counts) {
    this.isDense = isDense;
    this.named = named;
    this.counts = counts;
  }

  /** Dense. Copies {@code counts}; negative ones are refused. */
  public static Dependencies of(long... counts) {
    for (long count : counts) {
      if (count < 0)
        throw new IllegalArgumentException("a count is not negative: " + Arrays.toString(counts));
    }
    return new Dependencies(true, 0, counts.clone());
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
    return named == 0 ? NONE : new Dependencies(false, named, counts);
  }

  public boolean isDense() {
    return isDense;
  }

  /** Of a dense one how many it has; of a frontier, one more than the highest that it names. */
  public int slots() {
    return isDense ? counts.length : Long.SIZE - Long.numberOfLeadingZeros(named);
  }

  /** Says whether this can be of a view of {@code members}. */
  public boolean fits(int members) {
    return isDense ? counts.length == members : slots() <= members;
  }

  /**
   * A bit for each slot that is named: all of a dense one. Only for what {@link #fits} a view,
   * which never has more members than a long has bits.
   */
  public long named() {
    if (!isDense) return named;
    return counts.length == 0 ? 0 : -1L >>> (Long.SIZE - counts.length);
  }

  /** The count of {@code slot}; 0 if it is not named. */
  public long get(int slot) {
    if (isDense) return counts[slot];
    long bit = 1L << slot;
    return (named & bit) == 0 ? 0 : counts[Long.bitCount(named & (bit - 1))];
  }

  /** By slot if dense, otherwise for each named slot in turn. */
  public long[] toArray() {
    return counts.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Dependencies dependencies
        && isDense == dependencies.isDense
        && named == dependencies.named
        && Arrays.equals(counts, dependencies.counts);
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(named) + Arrays.hashCode(counts);
  }

  @Override
  public String toString() {
    if (isDense) return Arrays.toString(counts);
    var text = new StringBuilder("{");
    for (long rest = named; rest != 0; rest &= rest - 1) {
      int slot = Long.numberOfTrailingZeros(rest);
      text.append(text.length() == 1 ? "" : ", ").append(slot).append('=').append(get(slot));
    }
    return text.append('}').toString();
  }
}
