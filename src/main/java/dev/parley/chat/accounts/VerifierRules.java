package dev.parley.chat.accounts;

import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.UserName;
import java.util.Arrays;
import java.util.Optional;

/**
 * The verifiers of a cluster: which ones clients may register, and which ones stand for names that
 * nobody has, so that a client cannot tell these from registered ones before it has proven itself.
 */
public final class VerifierRules {
  private static final int KEY_BYTES = 32;

  private final int iterations;
  private final byte[] fakeSaltSecret;

  /** {@code fakeSaltSecret}: the same at all nodes, and known to nobody else. */
  public VerifierRules(int iterations, byte[] fakeSaltSecret) {
    this.iterations = iterations;
    this.fakeSaltSecret = fakeSaltSecret.clone();
  }

  /** How often a new password is hashed. */
  public int iterations() {
    return iterations;
  }

  /**
   * The verifier that stands for {@code name}: always the same, like that of an account, and made
   * from no password.
   */
  public ScramVerifier fake(UserName name) {
    byte[] salt = Scram.hmac(fakeSaltSecret, "salt " + name.key());
    byte[] storedKey = Scram.hmac(fakeSaltSecret, "key " + name.key());
    return new ScramVerifier(
        Scram.encoded(Arrays.copyOf(salt, Scram.SALT_BYTES)),
        iterations,
        Scram.encoded(storedKey),
        Scram.encoded(storedKey));
  }

  /**
   * The reason why a client's verifier is not taken. One of fewer iterations would be cheap to
   * guess, one of more would reveal that the name is registered.
   */
  public Optional<Refusal> refusal(ScramVerifier verifier) {
    boolean isTaken =
        verifier.iterations() == iterations
            && has(verifier.salt(), Scram.SALT_BYTES)
            && has(verifier.storedKey(), KEY_BYTES)
            && has(verifier.serverKey(), KEY_BYTES);
    if (isTaken) return Optional.empty();
    return Optional.of(
        Refusal.of(
            Refusal.Code.PASSWORD_INVALID,
            ("A verifier here has %d iterations, a salt of %d bytes, and two keys of %d: ask for"
                    + " the status, and make it again.")
                .formatted(iterations, Scram.SALT_BYTES, KEY_BYTES)));
  }

  private static boolean has(String base64, int bytes) {
    return Scram.decoded(base64)
        .filter(decoded -> decoded.length == bytes && Scram.encoded(decoded).equals(base64))
        .isPresent();
  }
}
