package dev.parley.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The sessions of a snapshot, by user. */
final class SessionsOf {
  private SessionsOf() {}

  static SortedMap<UserName, List<Presence.Open>> snapshot(ChatSnapshot snapshot) {
    var sessions = new TreeMap<UserName, List<Presence.Open>>();
    for (var session : snapshot.sessions()) {
      sessions
          .computeIfAbsent(session.name(), n -> new ArrayList<>())
          .add(new Presence.Open(session.session(), session.lamport()));
    }
    return sessions;
  }
}
