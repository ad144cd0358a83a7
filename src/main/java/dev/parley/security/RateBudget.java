package dev.parley.security;

/** At most so many in each second; the rest is refused. */
final class RateBudget {
  private static final long SECOND_MS = 1_000;

  private final int perSecond;
  private long secondMs = Long.MIN_VALUE;
  private int used;

  RateBudget(int perSecond) {
    this.perSecond = perSecond;
  }

  boolean take(long nowMs) {
    if (secondMs == Long.MIN_VALUE || nowMs - secondMs >= SECOND_MS) {
      secondMs = nowMs;
      used = 0;
    }
    return used++ < perSecond;
  }
}
