package dev.parley.session.limits;

import dev.parley.chat.model.UserName;
import java.time.Duration;

/**
 * Bounds how often one user blocks and unblocks others, in however many sessions: each change is an
 * event for all servers, and shows the other user somebody who comes or goes.
 */
public final class BlockChanges {
  /** No setting: so many in a row, and as many in each period in the long run. */
  public static final Rate RATE = new Rate(200, Duration.ofMinutes(10));

  private final RateLimits<UserName> users = new RateLimits<>();

  /** The time until the user may change another block; 0 if it is now, and it then counts. */
  public long take(UserName user, long nowMs) {
    return users.take(user, RATE, nowMs);
  }
}
