package dev.parley.session.limits;

/**
 * Bounds how often something happens: at most {@code burst} times at once, and in the long run
 * {@code burst} times in each {@code perMs} (a token bucket).
 */
public final class RateLimit {
  private final int burst;
  private final long perMs;
  private double tokens;
  private long lastMs;

  /** At most {@code burst} times in {@code perMs}; the first {@code burst} times are free. */
  public RateLimit(int burst, long perMs, long nowMs) {
    this.burst = burst;
    this.perMs = perMs;
    tokens = burst;
    lastMs = nowMs;
  }

  /** The time until one more is allowed; 0 if it is now. */
  public long waitMs(long nowMs) {
    refill(nowMs);
    return tokens >= 1 ? 0 : Math.max(1, (long) Math.ceil((1 - tokens) * perMs / burst));
  }

  /** It happened once, whether or not it was allowed. */
  public void onTaken(long nowMs) {
    refill(nowMs);
    tokens = Math.max(0, tokens - 1);
  }

  /** What was counted did not happen after all. */
  public void giveBack() {
    tokens = Math.min((double) burst, tokens + 1);
  }

  private void refill(long nowMs) {
    tokens = Math.min((double) burst, tokens + (double) (nowMs - lastMs) * burst / perMs);
    lastMs = nowMs;
  }
}
