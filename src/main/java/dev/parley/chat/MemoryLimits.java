package dev.parley.chat;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.View;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The memory that each server of the view gives to all mail, as announced by that server. A server
 * that has not announced it yet limits nobody but itself: each server announces it in the first
 * view that it is in.
 */
final class MemoryLimits {
  private final TreeMap<MemberId, Long> told = new TreeMap<>();
  private final TreeSet<MemberId> members = new TreeSet<>();

  /** An announcement of an earlier life of a server is of no use to anybody. */
  void onTold(MemberId server, long bytes) {
    if (members.contains(server)) told.put(server, bytes);
  }

  void onView(View view) {
    members.clear();
    members.addAll(view.ids());
    told.keySet().retainAll(members);
  }

  /** The number of servers in the view; 1 before the first view. */
  int members() {
    return Math.max(1, members.size());
  }

  /** The smallest limit in the view; {@code own} is that of this server. */
  long smallest(long own) {
    return told.values().stream().mapToLong(Long::longValue).reduce(own, Math::min);
  }
}
