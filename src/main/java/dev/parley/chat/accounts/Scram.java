package dev.parley.chat.accounts;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.text.Normalizer;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** SCRAM-SHA-256 verifiers of passwords (RFC 5802, section 3; RFC 7677). Slow by design. */
public final class Scram {
  /** The number of salt bytes of a new verifier. */
  public static final int SALT_BYTES = 16;

  /** A verifier that asks for more iterations is not tried: it would stop a server for minutes. */
  public static final int MAX_ITERATIONS = 1_000_000;

  private static final int KEY_BITS = 256;

  private Scram() {}

  /**
   * The verifier of {@code password}; takes the time of {@code iterations} hashes. Characters that
   * look the same count as the same, however they were composed (normalization form KC).
   */
  public static ScramVerifier derive(String password, byte[] salt, int iterations) {
    var normalized = Normalizer.normalize(password, Normalizer.Form.NFKC);
    try {
      var factory = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256");
      var spec = new PBEKeySpec(normalized.toCharArray(), salt, iterations, KEY_BITS);
      byte[] salted = factory.generateSecret(spec).getEncoded();
      spec.clearPassword();
      byte[] clientKey = hmac(salted, "Client Key");
      byte[] storedKey = MessageDigest.getInstance("SHA-256").digest(clientKey);
      return new ScramVerifier(
          base64(salt), iterations, base64(storedKey), base64(hmac(salted, "Server Key")));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has PBKDF2 and SHA-256", e);
    }
  }

  /**
   * Whether {@code verifier} is that of {@code password}, in a time that does not reveal where they
   * differ. A verifier that cannot be one matches nothing.
   */
  public static boolean matches(String password, ScramVerifier verifier) {
    if (verifier.iterations() < 1 || verifier.iterations() > MAX_ITERATIONS) return false;
    var salt = salt(verifier);
    if (salt.isEmpty()) return false;
    var derived = derive(password, salt.get(), verifier.iterations());
    return MessageDigest.isEqual(
        derived.storedKey().getBytes(StandardCharsets.US_ASCII),
        verifier.storedKey().getBytes(StandardCharsets.US_ASCII));
  }

  private static Optional<byte[]> salt(ScramVerifier verifier) {
    try {
      byte[] salt = Base64.getDecoder().decode(verifier.salt());
      return salt.length == 0 ? Optional.empty() : Optional.of(salt);
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
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
