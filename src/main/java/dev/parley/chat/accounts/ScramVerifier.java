package dev.parley.chat.accounts;

/**
 * What a server keeps of a password: a SCRAM-SHA-256 verifier (RFC 5802, RFC 7677). Fields are
 * Base64. The password cannot be told from it but by guessing, {@code iterations} hashes a guess.
 */
public record ScramVerifier(String salt, int iterations, String storedKey, String serverKey) {
  /** Of no password. */
  public static final ScramVerifier NONE = new ScramVerifier("", 0, "", "");
}
