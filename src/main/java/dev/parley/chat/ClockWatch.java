package dev.parley.chat;

import java.util.Optional;

/**
 * Notices when this machine's time of day jumps: then it and the monotonic clock do not advance by
 * the same. A machine that slept has jumped as well.
 */
final class ClockWatch {
  /** A smaller difference between two looks is a clock that is being adjusted. */
  static final long JUMP_MS = 2_000;

  private boolean isStarted;
  private long offsetMs;
  private long evenSinceMs;

  /** Gives by how much the time of day has jumped since the last look, if it has. */
  Optional<Long> onTick(long nowMs, long wallMs) {
    long before = offsetMs;
    offsetMs = wallMs - nowMs;
    boolean isFirst = !isStarted;
    isStarted = true;
    boolean isJump = !isFirst && Math.abs(offsetMs - before) > JUMP_MS;
    if (isFirst || isJump) evenSinceMs = nowMs;
    return isJump ? Optional.of(offsetMs - before) : Optional.empty();
  }

  /** For how long the time of day has run evenly, since the start or the last jump. */
  long evenForMs(long nowMs) {
    return isStarted ? nowMs - evenSinceMs : 0;
  }
}
