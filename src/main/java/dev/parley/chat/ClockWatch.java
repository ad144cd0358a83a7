package dev.parley.chat;

import java.util.Optional;

/**
 * Detects jumps of this machine's time of day: at a jump, the time of day and the monotonic clock
 * do not advance by the same amount. A machine that slept has jumped as well.
 */
final class ClockWatch {
  /** A smaller difference between two checks comes from a clock that is being adjusted. */
  static final long JUMP_MS = 2_000;

  private boolean isStarted;
  private long offsetMs;
  private long evenSinceMs;

  /** Returns by how much the time of day has jumped since the last check; empty if it has not. */
  Optional<Long> onTick(long nowMs, long wallMs) {
    long before = offsetMs;
    offsetMs = wallMs - nowMs;
    boolean isFirst = !isStarted;
    isStarted = true;
    boolean isJump = !isFirst && Math.abs(offsetMs - before) > JUMP_MS;
    if (isFirst || isJump) evenSinceMs = nowMs;
    return isJump ? Optional.of(offsetMs - before) : Optional.empty();
  }

  /** The time for which the time of day has run evenly, since the start or the last jump. */
  long evenForMs(long nowMs) {
    return isStarted ? nowMs - evenSinceMs : 0;
  }
}
