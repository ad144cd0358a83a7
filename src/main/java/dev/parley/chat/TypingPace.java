package dev.parley.chat;

import dev.parley.chat.model.RoomName;
import dev.parley.chat.model.UserName;
import java.util.LinkedHashMap;
import java.util.Map;

/** How often one session may say that its user types: each time is a datagram to some servers. */
public final class TypingPace {
  /** One hint in so long for each conversation; clients show one for a little longer. */
  public static final long EVERY_MS = 3_000;

  /** A person types in one conversation after the other; beyond this many hints are dropped. */
  static final int MAX_CONVERSATIONS = 8;

  private final Map<String, Long> last = new LinkedHashMap<>(); // the latest last

  /** Returns false if the hint is to be dropped. */
  public boolean admits(UserName to, long nowMs) {
    return admits(to.key(), nowMs);
  }

  /** As the other one, to a room. */
  public boolean admits(RoomName to, long nowMs) {
    return admits(to.key(), nowMs);
  }

  private boolean admits(String to, long nowMs) {
    last.values().removeIf(ms -> nowMs - ms >= EVERY_MS);
    if (last.containsKey(to) || last.size() == MAX_CONVERSATIONS) return false;
    last.put(to, nowMs);
    return true;
  }
}
