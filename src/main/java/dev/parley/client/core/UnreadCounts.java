package dev.parley.client.core;

import java.util.Locale;
import java.util.TreeMap;

/**
 * How many messages of each room came while it was not the conversation that is open: they were on
 * the screen, among those of others.
 */
final class UnreadCounts {
  /** A user is in 100 rooms at most; of more that a server may name no messages are counted. */
  static final int MAX_ROOMS = 200;

  private final TreeMap<String, Integer> counts = new TreeMap<>();
  private String open = "";

  /** The user looks at this conversation from now on; at none if it is empty. */
  void onOpened(String peer) {
    open = key(peer);
    counts.remove(open);
  }

  void onMessage(String room) {
    var key = key(room);
    boolean isCounted = counts.containsKey(key) || counts.size() < MAX_ROOMS;
    if (isCounted && !key.equals(open)) counts.merge(key, 1, Integer::sum);
  }

  int of(String room) {
    return counts.getOrDefault(key(room), 0);
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
