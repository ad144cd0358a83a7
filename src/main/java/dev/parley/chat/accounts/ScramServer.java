package dev.parley.chat.accounts;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * The server's side of one login by SCRAM-SHA-256 (RFC 5802, RFC 7677), without channel binding. It
 * costs the server a few microseconds: the client hashes the password.
 */
public final class ScramServer {
  /** What a client says last is about 130 characters long, with the longest nonce 700. */
  public static final int MAX_CHARS = 1_024;

  private static final int NONCE_BYTES = 18;

  /** Extensions are allowed before the proof, and mean nothing here. */
  private static final Pattern FINAL =
      Pattern.compile("(c=([^,]*),r=([^,]*)(?:,[A-Za-z]=[^,]*)*),p=([^,]*)");

  private final ScramFirst first;
  private final ScramVerifier verifier;
  private final String nonce;
  private final String challenge;

  public ScramServer(ScramFirst first, ScramVerifier verifier, RandomGenerator random) {
    this(first, verifier, drawn(random));
  }

  ScramServer(ScramFirst first, ScramVerifier verifier, String ownNonce) {
    this.first = first;
    this.verifier = verifier;
    nonce = first.nonce() + ownNonce;
    challenge = "r=" + nonce + ",s=" + verifier.salt() + ",i=" + verifier.iterations();
  }

  private static String drawn(RandomGenerator random) {
    var bytes = new byte[NONCE_BYTES];
    random.nextBytes(bytes);
    return Scram.encoded(bytes);
  }

  /** The server's first message. */
  public String challenge() {
    return challenge;
  }

  /**
   * The server's last message, with which it proves that it has the verifier; nothing unless {@code
   * text} is the client's last message and proves that the client has the password.
   */
  public Optional<String> onFinal(String text) {
    if (text.length() > MAX_CHARS) return Optional.empty();
    var matcher = FINAL.matcher(text);
    if (!matcher.matches()) return Optional.empty();
    boolean isOurs =
        matcher.group(2).equals(Scram.encoded(bytes(first.header())))
            && matcher.group(3).equals(nonce);
    if (!isOurs) return Optional.empty();
    var signed = first.bare() + "," + challenge + "," + matcher.group(1);
    return isProof(matcher.group(4), signed) ? signature(signed) : Optional.empty();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private boolean isProof(String proof, String signed) {
    var stored = Scram.decoded(verifier.storedKey()).filter(key -> key.length > 0);
    var given = Scram.decoded(proof);
    if (stored.isEmpty() || given.isEmpty()) return false;
    byte[] expected = Scram.hmac(stored.get(), signed);
    if (given.get().length != expected.length) return false;
    var clientKey = Scram.xor(given.get(), expected);
    return Scram.isEqual(Scram.encoded(Scram.hash(clientKey)), verifier.storedKey());
  }

  private Optional<String> signature(String signed) {
    return Scram.decoded(verifier.serverKey())
        .filter(key -> key.length > 0)
        .map(key -> "v=" + Scram.encoded(Scram.hmac(key, signed)));
  }
}
