package dev.parley.session.limits;

import java.util.Optional;

/**
 * Bounds how many accounts are registered here from one address, and from all addresses beyond this
 * machine together.
 */
public final class Registrations {
  /** The limits of one address, and of all. */
  public record Limits(Rate address, Rate node) {
    public static final Limits NONE = new Limits(Rate.UNLIMITED, Rate.UNLIMITED);
  }

  private final RateLimits<String> addresses = new RateLimits<>();
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
      waitMs = Math.max(waitMs, addresses.use(from.share(), limits.address(), nowMs).waitMs(nowMs));
    if (waitMs > 0) return waitMs;
    node.ifPresent(all -> all.onTaken(nowMs));
    var own = addresses.find(from.share());
    if (own != null) own.onTaken(nowMs);
    return 0;
  }

  /** The account that was counted was not registered. */
  public void giveBack(ClientAddress from) {
    if (from.isLoopback()) return;
    node.ifPresent(RateLimit::giveBack);
    addresses.giveBack(from.share());
  }
}
