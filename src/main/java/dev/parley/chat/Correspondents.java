package dev.parley.chat;

import dev.parley.chat.model.UserName;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Who has written to whom since this node started, or had mail waiting then. Kept in memory only,
 * and not part of the state that replicas have alike: a server that has forgotten it takes less
 * mail of somebody until the other writes again.
 */
final class Correspondents {
  /** At most this many pairs are remembered, some 100 bytes each; the oldest are forgotten. */
  static final int MAX_PAIRS = 20_000;

  private record Pair(UserName from, UserName to) {}

  private final Set<Pair> pairs = new LinkedHashSet<>();

  void onMail(UserName from, UserName to) {
    if (!pairs.add(new Pair(from, to)) || pairs.size() <= MAX_PAIRS) return;
    var oldest = pairs.iterator();
    oldest.next();
    oldest.remove();
  }

  boolean hasWritten(UserName from, UserName to) {
    return from.equals(to) || pairs.contains(new Pair(from, to));
  }
}
