package dev.parley.session.limits;

import dev.parley.chat.model.UserName;

/**
 * Bounds how often one account logs in from beyond this machine, since every login is published to
 * all servers. Only logins that succeeded count: who guesses keeps no owner out.
 */
public final class LoginRates {
  private final RateLimits<UserName> accounts = new RateLimits<>();

  /** The time until {@code name} may log in from there; 0 if it is now. */
  public long waitMs(UserName name, ClientAddress from, long nowMs) {
    var limit = from.isLoopback() ? null : accounts.find(name);
    return limit == null ? 0 : limit.waitMs(nowMs);
  }

  public void onLoggedIn(UserName name, ClientAddress from, Rate rate, long nowMs) {
    if (from.isLoopback() || rate.isUnlimited()) return;
    accounts.use(name, rate, nowMs).onTaken(nowMs);
  }
}
