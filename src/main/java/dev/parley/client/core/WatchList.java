package dev.parley.client.core;

import dev.parley.chat.model.RoomName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;

/**
 * The users whom this client watches: those of its last conversations. A server forgets them with
 * the session, so they are named at each login.
 */
final class WatchList {
  /** Of the 256 that a session may watch, some are left for chats that begin in it. */
  static final int MAX_NAMES = 200;

  /** The latest last, by lower-case name. */
  private final LinkedHashMap<String, String> names = new LinkedHashMap<>();

  WatchList(History history) {
    for (var message : history.messages()) add(message.peer());
  }

  /** The user talks to {@code name}, or looks at them; a room is not watched. */
  void add(String name) {
    if (RoomName.isMarked(name)) return;
    var key = name.toLowerCase(Locale.ROOT);
    names.remove(key);
    names.put(key, name);
    if (names.size() > MAX_NAMES) names.remove(names.keySet().iterator().next());
  }

  List<String> names() {
    return List.copyOf(names.values());
  }
}
