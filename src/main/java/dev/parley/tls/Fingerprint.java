package dev.parley.tls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Base64;

/**
 * What people compare instead of a key, in the form that ssh made known: {@code SHA256:} and the
 * base64 of the digest of the public key's encoding (SubjectPublicKeyInfo). It belongs to the key:
 * a certificate that is made again for the same key has the same.
 */
public final class Fingerprint {
  private static final String PREFIX = "SHA256:";

  private Fingerprint() {}

  public static String of(PublicKey key) {
    return PREFIX + Base64.getEncoder().withoutPadding().encodeToString(digest(key.getEncoded()));
  }

  static byte[] digest(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
