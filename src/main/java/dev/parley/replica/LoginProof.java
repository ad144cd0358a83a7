package dev.parley.replica;

import dev.parley.chat.accounts.ClientNumber;
import java.util.Optional;

/**
 * The proof by which a client comes in.
 *
 * @param client the {@link ClientNumber} of the client that gave the password, now or for the
 *     ticket: a logout ends all tickets that come from there
 * @param logouts the last logout of that client that the ticket knows of
 */
public record LoginProof(long client, long logouts) {
  /** Logouts of before mean nothing to who knows the password. */
  private static final long ALL_KNOWN = Long.MAX_VALUE;

  public static LoginProof byPassword(Optional<String> client) {
    return new LoginProof(ClientNumber.of(client), ALL_KNOWN);
  }

  /**
   * The client whose logout ends a session that was opened by this. Of the clients without an id
   * each is another one; only their tickets cannot be told apart.
   */
  long endedBy() {
    return client == ClientNumber.NONE && logouts == ALL_KNOWN ? ClientNumber.ALL : client;
  }

  /** Whether it is still good after this logout. */
  boolean knows(long logout) {
    return logouts >= logout;
  }

  /** The last logout that the client or this server knows of; {@code here} is this server's. */
  long latest(long here) {
    return logouts == ALL_KNOWN ? here : Math.max(logouts, here);
  }
}
