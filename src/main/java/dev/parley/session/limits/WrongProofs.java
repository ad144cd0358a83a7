package dev.parley.session.limits;

import java.time.Duration;

/**
 * Bounds how many wrong proofs of passwords one address may send, whatever the names. A proof costs
 * the server nothing that would slow its sender down, and guesses at many names would make {@link
 * PasswordGuesses} forget older ones. People do not come near it, also where many share an address.
 */
public final class WrongProofs {
  /** At once, and in the long run one a second. */
  static final Rate RATE = new Rate(100, Duration.ofSeconds(100));

  private final RateLimits<String> addresses = new RateLimits<>();

  /** The time until another proof may be tried from there; 0 if it is now. */
  public long waitMs(ClientAddress from, long nowMs) {
    var limit = addresses.find(from.share());
    return limit == null ? 0 : limit.waitMs(nowMs);
  }

  public void onWrong(ClientAddress from, long nowMs) {
    addresses.use(from.share(), RATE, nowMs).onTaken(nowMs);
  }
}
