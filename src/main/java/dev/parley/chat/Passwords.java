package dev.parley.chat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** SCRAM-SHA-256 verifiers of passwords (RFC 5802, section 3; RFC 7677). Slow by design. */
public final class Passwords {
  /** Salt bytes of a new verifier. */
  public static final int SALT_BYTES = 16;

  private static final int KEY_BITS = 256;

  private Passwords() {}

  /** The verifier of {@code password}; takes the time of {@code iterations} hashes. */
  public static Verifier derive(String password, byte[] salt, int iterations) {
    try {
      var factory = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256");
      var spec = new PBEKeySpec(password.toCharArray(), salt, iterations, KEY_BITS);
      byte[] salted = factory.generateSecret(spec).getEncoded();
      spec.clearPassword();
      byte[] clientKey = hmac(salted, "Client Key");
      byte[] storedKey = MessageDigest.getInstance("SHA-256").digest(clientKey);
      return new Verifier(
          base64(salt), iterations, base64(storedKey), base64(hmac(salted, "Server Key")));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has PBKDF2 and SHA-256", e);
    }
  }

  /**
   * Says whether {@code verifier} is that of {@code password}, in a time that does not tell where
   * they differ.
   */
  public static boolean matches(String password, Verifier verifier) {
    byte[] salt = Base64.getDecoder().decode(verifier.salt());
    var derived = derive(password, salt, verifier.iterations());
    return MessageDigest.isEqual(
        derived.storedKey().getBytes(StandardCharsets.US_ASCII),
        verifier.storedKey().getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
