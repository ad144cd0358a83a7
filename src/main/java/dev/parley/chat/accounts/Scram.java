package dev.parley.chat.accounts;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** SCRAM-SHA-256 verifiers of passwords (RFC 5802, section 3; RFC 7677). Slow by design. */
public final class Scram {
  /** The number of salt bytes of a new verifier. */
  public static final int SALT_BYTES = 16;

  /** A verifier that asks for more iterations is not tried: it would stop a server for minutes. */
  public static final int MAX_ITERATIONS = 1_000_000;

  private static final String HMAC = "HmacSHA256";

  private Scram() {}

  /** The verifier of {@code password}; takes the time of {@code iterations} hashes. */
  public static ScramVerifier derive(String password, byte[] salt, int iterations) {
    return SaltedPassword.of(password, salt, iterations).verifier();
  }

  /**
   * Whether {@code verifier} is that of {@code password}, in a time that does not reveal where they
   * differ. A verifier that cannot be one matches nothing.
   */
  public static boolean matches(String password, ScramVerifier verifier) {
    if (verifier.iterations() < 1 || verifier.iterations() > MAX_ITERATIONS) return false;
    return SaltedPassword.of(password, verifier.salt(), verifier.iterations())
        .map(SaltedPassword::verifier)
        .filter(derived -> isEqual(derived.storedKey(), verifier.storedKey()))
        .isPresent();
  }

  /** In a time that does not reveal where they differ. */
  static boolean isEqual(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] hmac(byte[] key, String text) {
    try {
      var mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + HMAC, e);
    }
  }

  static byte[] hash(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  static byte[] xor(byte[] one, byte[] other) {
    byte[] result = one.clone();
    for (int i = 0; i < result.length; i++) result[i] ^= other[i];
    return result;
  }

  static String encoded(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  static Optional<byte[]> decoded(String base64) {
    try {
      return Optional.of(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }
}
