package dev.parley.session.limits;

/**
 * The part of a limited supply that one user of it may take: a fraction of what all others leave
 * free, so that whoever comes later finds some (dynamic thresholds: Choudhury and Hahne, "Dynamic
 * queue length thresholds for shared-memory packet switches", 1998).
 */
public record FairShare(double fraction) {
  /** Half: one user alone may take half of everything, and two a third each. */
  public static final FairShare HALF = new FairShare(0.5);

  public FairShare {
    if (!(fraction > 0 && fraction <= 1))
      throw new IllegalArgumentException("a share is above 0 and at most 1, not " + fraction);
  }

  /**
   * Whether a user with {@code own} of {@code used} in all may have one more of {@code limit}.
   * Whoever has none may, as long as one is free.
   */
  public boolean mayTake(long own, long used, long limit) {
    return used < limit && own + 1 <= most(used - own, limit);
  }

  /** The most that one may have while the others have {@code others}; at least 1. */
  public long most(long others, long limit) {
    return Math.max(1, (long) (fraction * (limit - others)));
  }
}
