package dev.parley.session.limits;

import dev.parley.chat.model.UserName;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Bounds how often one account logs in from beyond this machine, since every login is published to
 * all servers. Only logins that succeeded count: who guesses keeps no owner out.
 */
public final class LoginRates {
  /** At most this many accounts are remembered; those that logged in longest ago are forgotten. */
  static final int MAX_ACCOUNTS = 10_000;

  private final Map<UserName, RateLimit> accounts = new LinkedHashMap<>();

  /** The time until {@code name} may log in from there; 0 if it is now. */
  public long waitMs(UserName name, ClientAddress from, long nowMs) {
    var limit = from.isLoopback() ? null : accounts.get(name);
    return limit == null ? 0 : limit.waitMs(nowMs);
  }

  public void onLoggedIn(UserName name, ClientAddress from, Rate rate, long nowMs) {
    if (from.isLoopback() || rate.isUnlimited()) return;
    var found = accounts.remove(name);
    var limit = found == null ? rate.limit(nowMs) : found;
    limit.onTaken(nowMs);
    accounts.put(name, limit);
    if (accounts.size() > MAX_ACCOUNTS) accounts.remove(accounts.keySet().iterator().next());
  }
}
