package dev.parley.chat.accounts;

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

  /**
   * The number that stands for the verifier inside this server: 64 bits, which distinguish it from
   * the account's other verifiers, because the salt is random; never {@link #ANY}.
   */
  public long number() {
    long hash = Fnv1a.of(salt + "\n" + storedKey);
    return hash == ANY ? 1 : hash;
  }
}
