package dev.parley.protocol.multicast;

/**
 * A token bucket for repairs, in bytes: a member that loses much, or asks without end, takes no
 * more than a share of the line's capacity, and the messages of the others continue.
 */
final class RepairBudget {
  /** Some 30 % of a line of 1 Gbit/s. */
  static final long BYTES_PER_MS = 40_000;

  /** The bytes that may leave at once: many of the largest frames. */
  static final long BURST_BYTES = 1L << 20;

  private long tokens = BURST_BYTES;
  private long filledMs;

  /** Returns true if {@code bytes}, one frame's, may be sent now. */
  boolean take(long bytes, long nowMs) {
    long elapsedMs = Math.min(Math.max(0, nowMs - filledMs), BURST_BYTES / BYTES_PER_MS + 1);
    tokens = Math.min(BURST_BYTES, tokens + elapsedMs * BYTES_PER_MS);
    filledMs = nowMs;
    if (bytes > tokens) return false;
    tokens -= bytes;
    return true;
  }
}
