package dev.parley.session.dialect.irc;

import dev.parley.chat.model.UserName;
import java.util.LinkedHashMap;
import java.util.Optional;

/**
 * Whether those to whom the client wrote last are online, so that it can be told that a message
 * waits. Learnt once, and kept right by the news that every session gets.
 */
final class AwayTracker {
  /**
   * More than anybody talks to at a time. Who was forgotten is asked for again, which costs a list
   * of everybody who is online.
   */
  static final int MAX_PEERS = 64;

  /** The one who was written to longest ago comes first. */
  private final LinkedHashMap<UserName, Boolean> peers = new LinkedHashMap<>();

  void learn(UserName name, boolean isOnline) {
    peers.remove(name);
    if (peers.size() == MAX_PEERS) peers.remove(peers.keySet().iterator().next());
    peers.put(name, isOnline);
  }

  /** The client writes to somebody: whether he is online, if that is known. */
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
