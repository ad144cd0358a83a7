package dev.parley.session.limits;

import java.time.Duration;

/**
 * Bounds how often clients of one address beyond this machine learn whether a name is registered:
 * they ask before their login, as the text dialect does for a person, or try to register it. Who
 * collects names needs thousands of answers, and a person a few.
 */
public final class NameQuestions {
  /** No setting: nobody types so fast, and programs need not ask. */
  static final Rate RATE = new Rate(20, Duration.ofMinutes(1));

  private final RateLimits<String> addresses = new RateLimits<>();

  /** The time until a name may be asked for from there; 0 if it is now, and it then counts. */
  public long take(ClientAddress from, long nowMs) {
    return from.isLoopback() ? 0 : addresses.take(from.share(), RATE, nowMs);
  }

  /** What was counted last has answered nothing about a name. */
  public void giveBack(ClientAddress from) {
    addresses.giveBack(from.share());
  }
}
