package dev.parley.transport.peers;

import java.time.Duration;

/**
 * When whoever waits for a transfer is notified that it goes on: at intervals, counted from its
 * first bytes. These may be long in coming, from a holder that is busy, and are no progress: most
 * answers are no longer.
 */
final class ProgressReports {
  private final long everyMs;
  private boolean hasBegun;
  private long lastMs;

  ProgressReports(Duration every) {
    everyMs = every.toMillis();
  }

  /** Bytes have arrived; returns true if that is to be reported. */
  boolean onBytes(long nowMs) {
    boolean isDue = hasBegun && nowMs - lastMs > everyMs;
    if (isDue || !hasBegun) lastMs = nowMs;
    hasBegun = true;
    return isDue;
  }
}
