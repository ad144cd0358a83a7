package dev.parley.session.limits;

import dev.parley.chat.model.UserName;
import java.time.Duration;

/**
 * Bounds how often one user changes rooms and looks at lists of them, in however many sessions: a
 * change is decided by all servers, which write all rooms to their disks for it, and told to all
 * members; a list goes through all rooms and the user's mailbox.
 */
public final class RoomRates {
  /** No setting: so many in a row, for who makes a room and invites friends; then one in 2 s. */
  public static final Rate CHANGES = new Rate(30, Duration.ofSeconds(60));

  /** As above, for clients of a user that look at each of their rooms when they start. */
  public static final Rate LOOKS = new Rate(300, Duration.ofSeconds(60));

  private final RateLimits<UserName> changing = new RateLimits<>();
  private final RateLimits<UserName> looking = new RateLimits<>();

  /** The time until the user may change another room; 0 if it is now, and it then counts. */
  public long takeChange(UserName user, long nowMs) {
    return changing.take(user, CHANGES, nowMs);
  }

  /** As {@link #takeChange}, for a list of rooms or of a room's members. */
  public long takeLook(UserName user, long nowMs) {
    return looking.take(user, LOOKS, nowMs);
  }
}
