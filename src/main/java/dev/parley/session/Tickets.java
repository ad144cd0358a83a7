package dev.parley.session;

import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.model.UserName;
import dev.parley.security.TicketSeal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;

/**
 * Tickets admit a client again on any node without the password and its cost. A ticket says what it
 * was issued for, under a seal whose keys no store has: no node has to remember it, and a thief of
 * the accounts can make none. It is good for a day, and the tickets that a client gets for it one
 * after the other end some time after the client's last login by password.
 */
final class Tickets {
  static final long VALID_MS = Duration.ofDays(1).toMillis();

  /** The clocks of two nodes may be apart by this much. */
  static final long SKEW_MS = Duration.ofMinutes(5).toMillis();

  private static final int CONTENT_BYTES = 6 * Long.BYTES;

  /**
   * What a ticket says of its user's login.
   *
   * @param claim the number of the account's claim
   * @param verifier the number of the verifier of the account's password
   * @param client the number of the client id that gave the password
   * @param logouts the last logout that the node knew of when it issued the ticket
   * @param issuedMs the time of day of the node that issued it
   * @param renewableUntilMs no ticket that is issued for this one is good after this time
   */
  record Content(
      long claim, long verifier, long client, long logouts, long issuedMs, long renewableUntilMs) {
    /** Whether it admits at this time of day. */
    boolean isGood(long nowMs) {
      long endMs = Math.min(issuedMs + VALID_MS, renewableUntilMs);
      return nowMs >= issuedMs - SKEW_MS && nowMs < endMs + SKEW_MS;
    }

    /** The content of the next ticket of the same login. */
    Content issued(long nowMs) {
      return new Content(claim, verifier, client, logouts, nowMs, renewableUntilMs);
    }
  }

  private final Function<ScramVerifier, TicketSeal> seal;
  private final long renewableMs;

  /**
   * {@code seal} gives the present one, as keys change, for an account with this verifier. Without
   * the password a client comes back for {@code renewable}.
   */
  Tickets(Function<ScramVerifier, TicketSeal> seal, Duration renewable) {
    this.seal = seal;
    this.renewableMs = renewable.toMillis();
  }

  /** The time until which a client comes back that gives the password now. */
  long renewableUntil(long nowMs) {
    return nowMs + renewableMs;
  }

  /** {@code verifier} is that of the account. */
  String issue(UserName name, ScramVerifier verifier, Content content) {
    byte[] bytes =
        ByteBuffer.allocate(CONTENT_BYTES)
            .putLong(content.claim())
            .putLong(content.verifier())
            .putLong(content.client())
            .putLong(content.logouts())
            .putLong(content.issuedMs())
            .putLong(content.renewableUntilMs())
            .array();
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(seal.apply(verifier).seal(bytes, name.key()));
  }

  /** What the ticket says, if it was issued to this user and is good at this time of day. */
  Optional<Content> open(String ticket, UserName name, ScramVerifier verifier, long nowMs) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(ticket);
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
    return seal.apply(verifier)
        .open(bytes, name.key())
        .filter(content -> content.length == CONTENT_BYTES)
        .map(Tickets::content)
        .filter(content -> content.isGood(nowMs));
  }

  private static Content content(byte[] bytes) {
    var in = ByteBuffer.wrap(bytes);
    return new Content(
        in.getLong(), in.getLong(), in.getLong(), in.getLong(), in.getLong(), in.getLong());
  }
}
