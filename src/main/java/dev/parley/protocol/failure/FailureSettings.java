package dev.parley.protocol.failure;

import dev.parley.protocol.Core;

/**
 * The timers of failure detection, in milliseconds: {@code heartbeatIntervalMs} between two
 * heartbeats, {@code suspectAfterMs} of silence until a member is suspected, {@code
 * confirmTimeoutMs} that the others have to answer one question about a suspect (it is asked three
 * times).
 */
public record FailureSettings(
    long heartbeatIntervalMs, long suspectAfterMs, long confirmTimeoutMs) {
  /**
   * Fewer heartbeats than this in a row may be lost without suspicion: one lost datagram must never
   * be enough.
   */
  public static final int MIN_HEARTBEATS_TO_SUSPECT = 4;

  /** Longer silence than this (ten minutes) is no detection any more, and probably a wrong unit. */
  public static final long MAX_SUSPECT_AFTER_MS = 600_000;

  /**
   * A process that was paused for longer has not listened: it knows nothing about the silence of
   * others.
   */
  public static final long SELF_PAUSE_MS = 1_000;

  /**
   * Members that do not hear each other for this many times the longest silence are not waited for
   * any longer: 30 s where that is 1.25 s. Far longer than a momentary fault, since each removal
   * costs two view changes.
   */
  static final int PARTIAL_AFTER_SILENCES = 24;

  public FailureSettings {
    if (heartbeatIntervalMs < Core.TICK_MS) {
      throw new IllegalArgumentException(
          "heartbeat-interval ("
              + heartbeatIntervalMs
              + " ms) must be at least one tick ("
              + Core.TICK_MS
              + " ms)");
    }
    if (suspectAfterMs > MAX_SUSPECT_AFTER_MS) {
      throw new IllegalArgumentException(
          "suspect-after ("
              + suspectAfterMs
              + " ms) must be at most "
              + MAX_SUSPECT_AFTER_MS
              + " ms");
    }
    // Divided, not multiplied: an absurd interval must not overflow into a valid one.
    if (suspectAfterMs / MIN_HEARTBEATS_TO_SUSPECT < heartbeatIntervalMs) {
      throw new IllegalArgumentException(
          "suspect-after ("
              + suspectAfterMs
              + " ms) must be at least "
              + MIN_HEARTBEATS_TO_SUSPECT
              + " x heartbeat-interval ("
              + heartbeatIntervalMs
              + " ms)");
    }
    if (confirmTimeoutMs < Core.TICK_MS || confirmTimeoutMs > suspectAfterMs) {
      throw new IllegalArgumentException(
          "confirm-timeout ("
              + confirmTimeoutMs
              + " ms) must be at least one tick ("
              + Core.TICK_MS
              + " ms) and at most suspect-after ("
              + suspectAfterMs
              + " ms)");
    }
  }

  /** A member that any member heard less than this long ago is alive. */
  long vetoWithinMs() {
    return 2 * heartbeatIntervalMs;
  }

  /**
   * After a pause longer than this, a live member could look silent although its heartbeats wait
   * unread.
   */
  long selfPauseMs() {
    return Math.min(SELF_PAUSE_MS, suspectAfterMs - heartbeatIntervalMs);
  }

  /** For how long members of one view may hear each other only through others. */
  long partialAfterMs() {
    return PARTIAL_AFTER_SILENCES * suspectAfterMs;
  }
}
