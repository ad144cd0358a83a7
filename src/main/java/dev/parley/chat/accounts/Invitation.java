package dev.parley.chat.accounts;

import java.util.regex.Pattern;

/**
 * An invitation to register one account. Servers keep the {@link InvitationCode#hash} of its code
 * only, so who reads a disk can register nobody.
 *
 * @param madeMs the time of day at which the leader made it, in milliseconds since 1970
 * @param expiresMs the time of day, by the leader's clock, from which it is not taken any more
 */
public record Invitation(String hash, long madeMs, long expiresMs) {
  /** Enough of the hash to name one of {@link RegistrationRules#MAX_INVITATIONS}. */
  private static final int ID_LENGTH = 10;

  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  public Invitation {
    if (!isHash(hash)) throw new IllegalArgumentException("no hash of a code");
  }

  static boolean isHash(String text) {
    return HASH.matcher(text).matches();
  }

  /** The name of the invitation for its operator, which nobody can register with. */
  public String id() {
    return hash.substring(0, ID_LENGTH);
  }
}
