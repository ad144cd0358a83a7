package dev.parley.session.limits;

import dev.parley.chat.model.UserName;
import java.time.Duration;

/**
 * Bounds how often one user reads what is kept of their conversations, in however many sessions: a
 * page may be read from the disk, for one user at a time.
 */
public final class HistoryReads {
  /**
   * No setting: so many in a row, for a client that fills its list of conversations, and as many in
   * each period in the long run, for one that copies all of it.
   */
  public static final Rate RATE = new Rate(200, Duration.ofSeconds(20));

  /** A search looks at many messages. */
  public static final Rate SEARCHES = new Rate(20, Duration.ofSeconds(20));

  private final RateLimits<UserName> searching = new RateLimits<>();
  private final RateLimits<UserName> users = new RateLimits<>();

  /** The time until the user may read on; 0 if it is now, and it then counts. */
  public long take(UserName user, long nowMs) {
    return users.take(user, RATE, nowMs);
  }

  /** As {@link #take}, for a search. */
  public long takeSearch(UserName user, long nowMs) {
    return searching.take(user, SEARCHES, nowMs);
  }
}
