package dev.parley.chat.accounts;

import java.security.GeneralSecurityException;
import java.text.Normalizer;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A password that was hashed with its salt: the slow part of a login, which need not be done again
 * for the same salt. As secret as the password.
 */
public final class SaltedPassword {
  private static final int KEY_BITS = 256;

  private final byte[] key;
  private final String salt;
  private final int iterations;

  private SaltedPassword(byte[] key, String salt, int iterations) {
    this.key = key;
    this.salt = salt;
    this.iterations = iterations;
  }

  /**
   * Takes the time of {@code iterations} hashes. Characters that look the same count as the same,
   * however they were composed (normalization form KC).
   */
  public static SaltedPassword of(String password, byte[] salt, int iterations) {
    var normalized = Normalizer.normalize(password, Normalizer.Form.NFKC);
    var spec = new PBEKeySpec(normalized.toCharArray(), salt, iterations, KEY_BITS);
    try {
      var factory = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256");
      byte[] key = factory.generateSecret(spec).getEncoded();
      return new SaltedPassword(key, Base64.getEncoder().encodeToString(salt), iterations);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has PBKDF2", e);
    } finally {
      spec.clearPassword();
    }
  }

  /** As {@link #of}, for a salt in Base64; nothing if that is none. */
  public static Optional<SaltedPassword> of(String password, String salt, int iterations) {
    return Scram.decoded(salt)
        .filter(bytes -> bytes.length > 0)
        .map(bytes -> of(password, bytes, iterations));
  }

  /** Whether this is what {@code salt}, in Base64, and {@code iterations} lead to. */
  public boolean isFor(String otherSalt, int otherIterations) {
    return salt.equals(otherSalt) && iterations == otherIterations;
  }

  /** What a server may store of it. */
  public ScramVerifier verifier() {
    return new ScramVerifier(
        salt, iterations, Scram.encoded(Scram.hash(clientKey())), Scram.encoded(serverKey()));
  }

  byte[] clientKey() {
    return Scram.hmac(key, "Client Key");
  }

  byte[] serverKey() {
    return Scram.hmac(key, "Server Key");
  }

  @Override
  public String toString() {
    return "(a password)";
  }
}
