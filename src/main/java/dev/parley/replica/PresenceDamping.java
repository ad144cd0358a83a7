package dev.parley.replica;

import dev.parley.chat.model.UserName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the others are notified of when users come and go. Who comes is told at once. Who went is
 * told when they have been away for a while: whoever is back before that was never away, as after a
 * lost connection or the death of a server. And a user who comes and goes again and again does not
 * flood all others: after {@link #FREE_CHANGES} within {@link #PERIOD_MS} a user's changes are held
 * back until they have been steady for {@link #STEADY_MS} as well. Only the notices know of this,
 * and lists of users, which must agree with them.
 */
final class PresenceDamping {
  /** More changes than those of a person on a bad connection, or of a script at its work. */
  static final int FREE_CHANGES = 40;

  static final long PERIOD_MS = 60_000;
  static final long STEADY_MS = 5_000;

  /** The time between two looks at all who have come or gone lately. */
  static final long TICK_MS = 250;

  /**
   * At most this many users are remembered; those whose last change was longest ago are forgotten,
   * and what was held back of them is told.
   */
  static final int MAX_USERS = 10_000;

  /** A change that the others are to be notified of. */
  record Change(UserName name, boolean isOnline) {}

  private static final class Recent {
    private int changes;
    private long firstMs;
    private long lastMs;
    private long dueMs;
    private boolean isOnline;
    private boolean isToldOnline;

    boolean isHeldBack() {
      return isOnline != isToldOnline;
    }
  }

  private final long offlineAfterMs;
  private final Map<UserName, Recent> users = new LinkedHashMap<>(); // the latest change last
  private long lastTickMs;

  /** {@code offlineAfterMs}: how long a user is away before the others are told; may be 0. */
  PresenceDamping(long offlineAfterMs) {
    this.offlineAfterMs = offlineAfterMs;
  }

  /** Returns what to tell the others now: this change, or nothing yet. */
  List<Change> onChange(UserName name, boolean isOnline, long nowMs) {
    var recent = users.remove(name);
    if (recent == null || (nowMs - recent.firstMs >= PERIOD_MS && !recent.isHeldBack())) {
      recent = new Recent();
      recent.firstMs = nowMs;
      recent.isToldOnline = !isOnline;
    }
    recent.changes++;
    recent.lastMs = nowMs;
    recent.isOnline = isOnline;
    recent.dueMs = nowMs + waitMs(recent);
    users.put(name, recent);
    var told = new ArrayList<Change>();
    if (recent.dueMs <= nowMs) tell(name, recent, told);
    if (users.size() > MAX_USERS) forget(users.keySet().iterator().next(), told);
    return told;
  }

  private long waitMs(Recent recent) {
    long steadyMs = recent.changes <= FREE_CHANGES ? 0 : STEADY_MS;
    return recent.isOnline ? steadyMs : Math.max(steadyMs, offlineAfterMs);
  }

  /** Returns what was held back, and is due. */
  List<Change> onTick(long nowMs) {
    if (users.isEmpty() || nowMs - lastTickMs < TICK_MS) return List.of();
    lastTickMs = nowMs;
    var told = new ArrayList<Change>();
    for (var entries = users.entrySet().iterator(); entries.hasNext(); ) {
      var entry = entries.next();
      var recent = entry.getValue();
      if (recent.dueMs <= nowMs) tell(entry.getKey(), recent, told);
      if (nowMs - recent.lastMs >= PERIOD_MS && !recent.isHeldBack()) entries.remove();
    }
    return told;
  }

  /** Whether the others were told last that this user is online, who is online or not now. */
  boolean isToldOnline(UserName name, boolean isOnline) {
    var recent = users.get(name);
    return recent == null ? isOnline : recent.isToldOnline;
  }

  private void forget(UserName name, List<Change> told) {
    var recent = users.remove(name);
    if (recent != null) tell(name, recent, told);
  }

  private static void tell(UserName name, Recent recent, List<Change> told) {
    if (!recent.isHeldBack()) return;
    recent.isToldOnline = recent.isOnline;
    told.add(new Change(name, recent.isOnline));
  }
}
