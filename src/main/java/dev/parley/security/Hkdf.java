package dev.parley.security;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HKDF-SHA256 (RFC 5869): keys for one purpose each, from one secret. */
final class Hkdf {
  private static final String HMAC = "HmacSHA256";

  private Hkdf() {}

  /** A key of 32 bytes, which is one block. */
  static byte[] derive(Secret from, byte[] salt, byte[] purpose) {
    byte[] extracted = hmac(salt, from.bytes());
    byte[] block = new byte[purpose.length + 1];
    System.arraycopy(purpose, 0, block, 0, purpose.length);
    block[purpose.length] = 1;
    return hmac(extracted, block);
  }

  /** {@code key} is not empty. */
  static byte[] hmac(byte[] key, byte[] text) {
    try {
      var mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      return mac.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + HMAC, e);
    }
  }
}
