package dev.parley.session;

import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.model.UserName;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tickets admit a client again on any node for a day without the password and its cost. A ticket is
 * its expiry and a seal over name and expiry, keyed with the verifier that the servers store for
 * the password: no node has to remember the ticket, and a new password ends it. A thief of the
 * verifiers can make tickets; the password itself stays safe from them.
 */
final class Tickets {
  static final long VALID_MS = 24 * 60 * 60 * 1_000L;

  private static final String ALGORITHM = "HmacSHA256";
  private static final int SEAL_BYTES = 32;

  private Tickets() {}

  static String issue(UserName name, ScramVerifier verifier, long nowMs) {
    return encode(name, verifier, nowMs + VALID_MS);
  }

  /** Whether {@code ticket} was issued to this user for this password and has not expired. */
  static boolean isValid(String ticket, UserName name, ScramVerifier verifier, long nowMs) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(ticket);
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
    if (bytes.length != Long.BYTES + SEAL_BYTES) return false;
    long expiresMs = ByteBuffer.wrap(bytes).getLong();
    byte[] expected = encode(name, verifier, expiresMs).getBytes(StandardCharsets.US_ASCII);
    return expiresMs > nowMs
        && MessageDigest.isEqual(expected, ticket.getBytes(StandardCharsets.US_ASCII));
  }

  private static String encode(UserName name, ScramVerifier verifier, long expiresMs) {
    var bytes =
        ByteBuffer.allocate(Long.BYTES + SEAL_BYTES)
            .putLong(expiresMs)
            .put(seal(name, verifier, expiresMs));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  private static byte[] seal(UserName name, ScramVerifier verifier, long expiresMs) {
    var sealed = "parley ticket\n" + name.key() + "\n" + expiresMs;
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(verifier.serverKey().getBytes(StandardCharsets.UTF_8), ALGORITHM));
      return mac.doFinal(sealed.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, missing);
    }
  }
}
