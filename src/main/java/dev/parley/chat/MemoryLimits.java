package dev.parley.chat;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.View;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How much memory each server of the view gives to all mail, as it says itself. One that has not
 * said so yet limits nobody but itself: each says it in the first view that it is in.
 */
final class MemoryLimits {
  private final TreeMap<MemberId, Long> told = new TreeMap<>();
  private final TreeSet<MemberId> members = new TreeSet<>();

  /** What an earlier life of a server says is of no use to anybody. */
  void onTold(MemberId server, long bytes) {
    if (members.contains(server)) told.put(server, bytes);
  }

  void onView(View view) {
    members.clear();
    members.addAll(view.ids());
    told.keySet().retainAll(members);
  }

  /** How many servers are in the view; one before the first. */
  int members() {
    return Math.max(1, members.size());
  }

  /** The smallest limit in the view; {@code own} is that of this server. */
  long smallest(long own) {
    return told.values().stream().mapToLong(Long::longValue).reduce(own, Math::min);
  }
}
