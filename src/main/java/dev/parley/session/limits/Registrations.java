package dev.parley.session.limits;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Bounds how many accounts are registered here from one address, and from all addresses beyond this
 * machine together.
 */
public final class Registrations {
  /**
   * At most this many addresses are remembered; those that registered longest ago are forgotten.
   */
  static final int MAX_ADDRESSES = 10_000;

  /** The limits of one address, and of all. */
  public record Limits(Rate address, Rate node) {
    public static final Limits NONE = new Limits(Rate.UNLIMITED, Rate.UNLIMITED);
  }

  private final Map<String, RateLimit> addresses = new LinkedHashMap<>();
  private Optional<RateLimit> node = Optional.empty();

  /** The time until an account may be registered from there; 0 if it is now, and it then counts. */
  public long take(ClientAddress from, Limits limits, long nowMs) {
    if (from.isLoopback()) return 0;
    long waitMs = 0;
    if (!limits.node().isUnlimited()) {
      if (node.isEmpty()) node = Optional.of(limits.node().limit(nowMs));
      waitMs = node.get().waitMs(nowMs);
    }
    if (!limits.address().isUnlimited())
      waitMs = Math.max(waitMs, of(from, limits.address(), nowMs).waitMs(nowMs));
    if (waitMs > 0) return waitMs;
    node.ifPresent(all -> all.onTaken(nowMs));
    var own = addresses.get(from.share());
    if (own != null) own.onTaken(nowMs);
    return 0;
  }

  private RateLimit of(ClientAddress from, Rate rate, long nowMs) {
    var found = addresses.remove(from.share());
    var latest = found == null ? rate.limit(nowMs) : found;
    addresses.put(from.share(), latest);
    if (addresses.size() > MAX_ADDRESSES) addresses.remove(addresses.keySet().iterator().next());
    return latest;
  }

  /** The account that was counted was not registered. */
  public void giveBack(ClientAddress from) {
    if (from.isLoopback()) return;
    node.ifPresent(RateLimit::giveBack);
    var own = addresses.get(from.share());
    if (own != null) own.giveBack();
  }
}
