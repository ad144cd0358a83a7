package dev.parley.session.limits;

import java.time.Duration;

/** How often something may happen: at once, and in each period in the long run. */
public record Rate(int times, Duration per) {
  /** No limit. */
  public static final Rate UNLIMITED = new Rate(0, Duration.ofSeconds(1));

  /** The limit from now on; only of a rate that is one. */
  public RateLimit limit(long nowMs) {
    return new RateLimit(times, per.toMillis(), nowMs);
  }

  /** 0 times means that there is no limit. */
  public boolean isUnlimited() {
    return times == 0;
  }
}
