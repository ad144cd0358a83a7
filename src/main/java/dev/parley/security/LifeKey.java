package dev.parley.security;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key of one life: HKDF-SHA256 (RFC 5869) of the cluster's key and the life's salt, so that
 * every process counts its nonces by itself and none is used twice under one key. AES-256-GCM (NIST
 * SP 800-38D). Not for several threads.
 */
final class LifeKey {
  static final int TAG_BYTES = 16;

  private static final byte[] PURPOSE = "parley bus 1".getBytes(US_ASCII);
  private static final int NONCE_BYTES = 12;

  private final SecretKeySpec key;
  private final Cipher cipher;

  private LifeKey(SecretKeySpec key, Cipher cipher) {
    this.key = key;
    this.cipher = cipher;
  }

  static LifeKey derive(ClusterKey from, Salt salt) {
    var key = new SecretKeySpec(Hkdf.derive(from.secret(), salt.bytes(), PURPOSE), "AES");
    try {
      return new LifeKey(key, Cipher.getInstance("AES/GCM/NoPadding"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has AES-GCM", e);
    }
  }

  /** Writes {@code plain} and its tag behind the header of {@code out}, which it authenticates. */
  void seal(SealHeader header, byte[] bound, byte[] plain, byte[] out) {
    try {
      cipher.init(Cipher.ENCRYPT_MODE, key, nonce(header));
      cipher.updateAAD(out, 0, SealHeader.BYTES);
      cipher.updateAAD(bound);
      cipher.doFinal(plain, 0, plain.length, out, SealHeader.BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a datagram cannot be sealed", e);
    }
  }

  /** The content, or null for a datagram that nobody with the key sealed for {@code bound}. */
  byte @org.jspecify.annotations.Nullable [] open(
      SealHeader header, byte[] bound, byte[] datagram) {
    try {
      cipher.init(Cipher.DECRYPT_MODE, key, nonce(header));
      cipher.updateAAD(datagram, 0, SealHeader.BYTES);
      cipher.updateAAD(bound);
      return cipher.doFinal(datagram, SealHeader.BYTES, datagram.length - SealHeader.BYTES);
    } catch (AEADBadTagException e) {
      return null;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a datagram cannot be opened", e);
    }
  }

  /** The kind is part of it: the two counters of a life may have the same number. */
  private static GCMParameterSpec nonce(SealHeader header) {
    byte[] nonce =
        ByteBuffer.allocate(NONCE_BYTES)
            .putInt(header.kind().code())
            .putLong(header.counter())
            .array();
    return new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce);
  }
}
