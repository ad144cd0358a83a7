package dev.parley.session.dialect.irc;

import dev.parley.chat.model.UserName;
import java.util.LinkedHashMap;
import java.util.Optional;

/**
 * Tracks whether the users to whom the client wrote last are online, so that the client can be
 * notified that a message waits. Their presence is asked for once, and kept right by the presence
 * events, which come of all with whom the session has a conversation.
 */
final class AwayTracker {
  /**
   * More users than anybody talks to at a time. A user who was forgotten is asked for again, which
   * costs a question to the replica.
   */
  static final int MAX_PEERS = 64;

  /** The user who was written to longest ago comes first. */
  private final LinkedHashMap<UserName, Boolean> peers = new LinkedHashMap<>();

  void learn(UserName name, boolean isOnline) {
    peers.remove(name);
    if (peers.size() == MAX_PEERS) peers.remove(peers.keySet().iterator().next());
    peers.put(name, isOnline);
  }

  /** The client writes to a user: returns whether they are online, if that is known. */
  Optional<Boolean> use(UserName name) {
    var known = Optional.ofNullable(peers.get(name));
    known.ifPresent(isOnline -> learn(name, isOnline));
    return known;
  }

  boolean isKnownOffline(UserName name) {
    return Boolean.FALSE.equals(peers.get(name));
  }

  void onNews(UserName name, boolean isOnline) {
    peers.replace(name, isOnline);
  }
}
