package dev.parley.security;

/**
 * The counters that arrived, so that none is taken twice: a sliding window as IPsec's (RFC 4303,
 * section 3.4.3).
 */
final class ReplayWindow {
  /** More than a socket's buffer holds: what is later than this is later than a repair. */
  static final int SIZE = 4_096;

  private final long[] seen = new long[SIZE / Long.SIZE];
  private long highest;
  private long floor;

  /** Whether {@code counter} may be the number of a datagram that did not arrive yet. */
  boolean isNew(long counter) {
    if (counter <= floor || counter <= highest - SIZE) return false;
    return counter > highest || !isMarked(counter);
  }

  /** {@code counter}, which {@link #isNew}, arrived. */
  void mark(long counter) {
    if (counter > highest) {
      forget(counter);
      highest = counter;
    }
    seen[word(counter)] |= 1L << counter;
  }

  /** The places that the window moves over belong to larger counters now. */
  private void forget(long counter) {
    if (counter - highest >= SIZE) {
      java.util.Arrays.fill(seen, 0);
      return;
    }
    for (long next = highest + 1; next <= counter; next++) seen[word(next)] &= ~(1L << next);
  }

  private boolean isMarked(long counter) {
    return (seen[word(counter)] & 1L << counter) != 0;
  }

  private static int word(long counter) {
    return (int) (counter % SIZE) / Long.SIZE;
  }

  /** None up to {@code counter} is taken from now on. */
  void closeUpTo(long counter) {
    floor = Math.max(floor, counter);
  }
}
