package dev.parley.chat;

import dev.parley.chat.model.RoomName;
import dev.parley.chat.model.UserName;
import java.util.TreeMap;

/**
 * How fast a member may write to rooms, and how fast a room may be written to, at this server: each
 * post is stored for every member. Of the posts at other servers nothing is known here, so a room
 * over three servers may get three times as many.
 */
final class PostPace {
  /** A member may write so many posts at once, and one more every {@link #MEMBER_MS}. */
  static final int MEMBER_BURST = 20;

  static final long MEMBER_MS = 200;

  /** As {@link #MEMBER_BURST}, of a room. */
  static final int ROOM_BURST = 40;

  static final long ROOM_MS = 50;

  /** More are not remembered: those that may have their whole burst again are forgotten. */
  private static final int MAX_REMEMBERED = 2_000;

  /** By what is limited: until when it has used its posts, were they given at their pace. */
  private final TreeMap<String, Long> usedUntil = new TreeMap<>();

  /** After how long this post may be written, in milliseconds; if that is 0, it counts. */
  long onPost(UserName by, RoomName room, long wallMs) {
    long wait =
        Math.max(
            wait(by.key(), MEMBER_BURST, MEMBER_MS, wallMs),
            wait(room.key(), ROOM_BURST, ROOM_MS, wallMs));
    if (wait > 0) return wait;
    if (usedUntil.size() >= MAX_REMEMBERED) usedUntil.values().removeIf(until -> until <= wallMs);
    count(by.key(), MEMBER_BURST * MEMBER_MS, MEMBER_MS, wallMs);
    count(room.key(), ROOM_BURST * ROOM_MS, ROOM_MS, wallMs);
    return 0;
  }

  private long wait(String of, int burst, long eachMs, long wallMs) {
    long ahead = usedUntil.getOrDefault(of, wallMs) - wallMs;
    long over = ahead + eachMs - burst * eachMs;
    // A clock that was set back must not silence anybody.
    return ahead > burst * eachMs ? 0 : Math.max(0, over);
  }

  private void count(String of, long mostMs, long eachMs, long wallMs) {
    long until = usedUntil.getOrDefault(of, wallMs);
    boolean isStrange = until < wallMs || until - wallMs > mostMs;
    usedUntil.put(of, (isStrange ? wallMs : until) + eachMs);
  }
}
