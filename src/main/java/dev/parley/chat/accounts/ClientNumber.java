package dev.parley.chat.accounts;

import java.util.Optional;

/** The number that stands for a client id of an account, in tickets and where logouts are noted. */
public final class ClientNumber {
  /** Stands for all clients of the account. */
  public static final long ALL = 1;

  /** Stands for the clients of which nothing is noted for themselves any more. */
  public static final long OTHERS = 2;

  /** Stands for all clients that log in without an id. */
  public static final long NONE = 3;

  private static final long LAST_RESERVED = 3;

  private ClientNumber() {}

  /**
   * 64 bits, which distinguish the ids of one account, as these are random. A user who makes two
   * ids that have one number logs both of their own clients out at once.
   */
  public static long of(Optional<String> client) {
    return client.map(ClientNumber::of).orElse(NONE);
  }

  private static long of(String client) {
    long hash = Fnv1a.of(client);
    return hash >= 0 && hash <= LAST_RESERVED ? hash + LAST_RESERVED + 1 : hash;
  }
}
