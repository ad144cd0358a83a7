package dev.parley.chat.accounts;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The verifier that a server stores instead of a password: SCRAM-SHA-256 (RFC 5802, RFC 7677).
 * Fields are Base64. The password can only be found from it by guessing, {@code iterations} hashes
 * a guess.
 */
public record ScramVerifier(String salt, int iterations, String storedKey, String serverKey) {
  /** The verifier that no password matches. */
  public static final ScramVerifier NONE = new ScramVerifier("", 0, "", "");

  /** The {@link #number} of no verifier: stands for whichever the account has. */
  public static final long ANY = 0;

  /** A text that is longer is none. */
  private static final int MAX_CHARS = 256;

  private static final Pattern FORM =
      Pattern.compile(
          "SCRAM-SHA-256\\$([1-9][0-9]{0,8}):([A-Za-z0-9+/=]+)\\$([A-Za-z0-9+/=]+):([A-Za-z0-9+/=]+)");

  /** A verifier in the form of RFC 5803; nothing if {@code text} has another one. */
  public static Optional<ScramVerifier> parse(String text) {
    if (text.length() > MAX_CHARS) return Optional.empty();
    var matcher = FORM.matcher(text);
    if (!matcher.matches()) return Optional.empty();
    int iterations = Integer.parseInt(matcher.group(1));
    return Optional.of(
        new ScramVerifier(matcher.group(2), iterations, matcher.group(3), matcher.group(4)));
  }

  /** In the form of RFC 5803. */
  public String text() {
    return "SCRAM-SHA-256$" + iterations + ":" + salt + "$" + storedKey + ":" + serverKey;
  }

  /**
   * The number that stands for the verifier inside this server: 64 bits, which distinguish it from
   * the account's other verifiers, because the salt is random; never {@link #ANY}.
   */
  public long number() {
    long hash = Fnv1a.of(salt + "\n" + storedKey);
    return hash == ANY ? 1 : hash;
  }
}
