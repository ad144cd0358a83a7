package dev.parley.chat.accounts;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** The client's side of one login by SCRAM-SHA-256 (RFC 5802, RFC 7677). */
public final class ScramClient {
  /**
   * For a server that asks for fewer, a proof is not made: whoever reads it could find the password
   * quickly.
   */
  public static final int MIN_ITERATIONS = 100_000;

  /** More would keep a client busy for minutes. */
  public static final int MAX_ITERATIONS = Scram.MAX_ITERATIONS;

  private static final Pattern CHALLENGE =
      Pattern.compile("r=([!-+\\--~]+),s=([A-Za-z0-9+/=]+),i=([0-9]{1,9})(?:,[A-Za-z]=[^,]*)*");

  /** The salt, in Base64, and how often the password is hashed. */
  public record Terms(String salt, int iterations) {
    /** Whether a client should make a proof, or a verifier, under these terms. */
    public boolean areFair() {
      return iterations >= MIN_ITERATIONS && iterations <= MAX_ITERATIONS;
    }
  }

  private final ScramFirst first;
  private String challenge = "";
  private String nonce = "";
  private String signed = "";

  /** {@code nonce}: printable ASCII without a comma, never used before. */
  public ScramClient(String user, String nonce) {
    first = ScramFirst.of(user, nonce);
  }

  public String first() {
    return first.text();
  }

  /** What the server's first message asks for; nothing if it is none, or answers another client. */
  public Optional<Terms> onChallenge(String text) {
    var matcher = CHALLENGE.matcher(text);
    if (!matcher.matches() || Scram.decoded(matcher.group(2)).isEmpty()) return Optional.empty();
    challenge = text;
    nonce = matcher.group(1);
    boolean isOurs = nonce.startsWith(first.nonce()) && nonce.length() > first.nonce().length();
    var terms = new Terms(matcher.group(2), Integer.parseInt(matcher.group(3)));
    return isOurs ? Optional.of(terms) : Optional.empty();
  }

  /** The client's last message, after {@link #onChallenge}. */
  public String last(SaltedPassword password) {
    var header = Scram.encoded(first.header().getBytes(StandardCharsets.UTF_8));
    var withoutProof = "c=" + header + ",r=" + nonce;
    signed = first.bare() + "," + challenge + "," + withoutProof;
    byte[] clientKey = password.clientKey();
    byte[] signature = Scram.hmac(Scram.hash(clientKey), signed);
    return withoutProof + ",p=" + Scram.encoded(Scram.xor(clientKey, signature));
  }

  /** Whether the server's last message proves that it has the verifier of the password. */
  public boolean isProven(String serverLast, SaltedPassword password) {
    var expected = "v=" + Scram.encoded(Scram.hmac(password.serverKey(), signed));
    return !signed.isEmpty() && Scram.isEqual(expected, serverLast);
  }
}
