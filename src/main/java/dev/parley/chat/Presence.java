package dev.parley.chat;

import dev.parley.chat.ChatEvent.SessionId;
import dev.parley.protocol.MemberId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who is online and where. Each server alone writes the sessions that it has; a session is valid
 * while its server is in the view. Of several sessions of a user the newest counts.
 */
public final class Presence {
  /** An open session and the Lamport time of its opening. */
  public record Open(SessionId session, long lamport) {}

  private static final Comparator<Open> BY_AGE =
      Comparator.comparingLong(Open::lamport).thenComparing(Open::session);

  private final TreeMap<UserName, List<Open>> sessions = new TreeMap<>();

  List<Notice> open(UserName name, Open opened) {
    var open = sessions.computeIfAbsent(name, n -> new ArrayList<>());
    boolean wasOffline = open.isEmpty();
    if (open.stream().noneMatch(other -> other.session().equals(opened.session())))
      open.add(opened);
    var notices = new ArrayList<Notice>();
    if (wasOffline) notices.add(new Notice.CameOnline(name));
    notices.addAll(replaced(name));
    return notices;
  }

  /** The sessions that must end because a newer one is open. */
  private List<Notice> replaced(UserName name) {
    var open = sessions.getOrDefault(name, List.of());
    var newest = open.stream().max(BY_AGE);
    return open.stream()
        .filter(other -> newest.isPresent() && !other.equals(newest.get()))
        .<Notice>map(other -> new Notice.SessionReplaced(name, other.session()))
        .toList();
  }

  List<Notice> close(UserName name, SessionId session) {
    var open = sessions.get(name);
    if (open == null || !open.removeIf(other -> other.session().equals(session))) return List.of();
    if (!open.isEmpty()) return List.of();
    sessions.remove(name);
    return List.of(new Notice.WentOffline(name));
  }

  /** Only servers in {@code members} have sessions. */
  List<Notice> retain(Set<MemberId> members) {
    var notices = new ArrayList<Notice>();
    for (var name : List.copyOf(sessions.keySet())) {
      var open = sessions.get(name);
      if (open == null) continue;
      open.removeIf(other -> !members.contains(other.session().gateway()));
      if (open.isEmpty()) {
        sessions.remove(name);
        notices.add(new Notice.WentOffline(name));
      }
    }
    return notices;
  }

  /** Takes over what a replica of another part knows of the servers in that part. */
  List<Notice> adopt(Map<UserName, List<Open>> others, Set<MemberId> part) {
    var notices = new ArrayList<Notice>();
    others.forEach(
        (name, open) ->
            open.stream()
                .filter(other -> part.contains(other.session().gateway()))
                .forEach(other -> notices.addAll(open(name, other))));
    return notices;
  }

  public boolean isOnline(UserName name) {
    return sessions.containsKey(name);
  }

  /** The session that counts, if the user is online. */
  public Optional<SessionId> session(UserName name) {
    return sessions.getOrDefault(name, List.of()).stream().max(BY_AGE).map(Open::session);
  }

  /** All open sessions of {@code name}, also those that are about to be replaced. */
  public List<SessionId> sessions(UserName name) {
    return sessions.getOrDefault(name, List.of()).stream().map(Open::session).toList();
  }

  public SortedSet<UserName> online() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(sessions.keySet()));
  }

  /** How many sessions each server has; servers without any are left out. */
  public SortedMap<MemberId, Integer> sessionsByServer() {
    var counts = new TreeMap<MemberId, Integer>();
    sessions
        .values()
        .forEach(open -> open.forEach(o -> counts.merge(o.session().gateway(), 1, Integer::sum)));
    return counts;
  }

  SortedMap<UserName, List<Open>> sessions() {
    var copy = new TreeMap<UserName, List<Open>>();
    sessions.forEach((name, open) -> copy.put(name, open.stream().sorted(BY_AGE).toList()));
    return copy;
  }
}
