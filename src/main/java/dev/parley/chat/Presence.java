package dev.parley.chat;

import dev.parley.chat.ChatEvent.SessionId;
import dev.parley.chat.ChatEvent.SessionsTold;
import dev.parley.chat.ChatSnapshot.Server;
import dev.parley.chat.ChatSnapshot.Session;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.View;
import java.util.ArrayList;
import java.util.Collection;
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
import java.util.function.Predicate;

/**
 * The users who are online, and their servers. Each server alone writes the sessions that it has; a
 * session is valid while its server is in the view. Of several sessions of a user the newest
 * counts.
 */
public final class Presence {
  private static final Comparator<Session> BY_AGE =
      Comparator.comparingLong(Session::lamport).thenComparing(Session::session);

  private final TreeMap<UserName, TreeMap<SessionId, Session>> sessions = new TreeMap<>();
  private final TreeMap<MemberId, Integer> byServer = new TreeMap<>();
  // For each server, the epoch of the view from which its sessions are known.
  private final TreeMap<MemberId, Long> epochs = new TreeMap<>();
  private final TreeSet<MemberId> draining = new TreeSet<>();

  List<Notice> open(Session opened) {
    epochs.putIfAbsent(opened.session().gateway(), 0L);
    boolean wasOffline = !isOnline(opened.name());
    put(opened);
    var notices = new ArrayList<Notice>();
    if (wasOffline) notices.add(new Notice.CameOnline(opened.name()));
    notices.addAll(replaced(opened.name()));
    return notices;
  }

  /** If a server announces a session again, its last announcement counts. */
  private void put(Session opened) {
    var open = sessions.computeIfAbsent(opened.name(), n -> new TreeMap<>());
    if (open.put(opened.session(), opened) == null)
      byServer.merge(opened.session().gateway(), 1, Integer::sum);
  }

  /** The sessions that must end because a newer one is open. */
  private List<Notice> replaced(UserName name) {
    var newest = session(name);
    return of(name).stream()
        .filter(other -> newest.isPresent() && !other.session().equals(newest.get()))
        .<Notice>map(other -> new Notice.SessionReplaced(name, other.session()))
        .toList();
  }

  List<Notice> close(UserName name, SessionId session) {
    var open = sessions.get(name);
    if (open == null || open.remove(session) == null) return List.of();
    uncount(session);
    if (!open.isEmpty()) return List.of();
    sessions.remove(name);
    return List.of(new Notice.WentOffline(name));
  }

  /** A server announces which of its sessions are open: two parts may have known different ones. */
  List<Notice> onTold(SessionsTold told) {
    var before = online();
    var live = new TreeSet<>(told.open());
    dropSessions(
        session ->
            session.gateway().equals(told.gateway())
                && session.number() >= told.from()
                && session.number() <= told.to()
                && !live.contains(session.number()));
    return differences(before);
  }

  void onDraining(MemberId server, boolean isDraining) {
    if (isDraining) draining.add(server);
    else draining.remove(server);
  }

  /** Servers that take no more clients. */
  public SortedSet<MemberId> draining() {
    return Collections.unmodifiableSortedSet(draining);
  }

  /** Only servers in {@code view} have sessions. */
  List<Notice> onView(View view) {
    var before = online();
    var members = new TreeSet<>(view.ids());
    dropServers(server -> !members.contains(server));
    epochs.keySet().retainAll(members);
    draining.retainAll(members);
    members.forEach(member -> epochs.put(member, view.id().epoch()));
    return differences(before);
  }

  /** Takes over the sessions of each server that another part knows from a later view. */
  List<Notice> merge(Collection<Server> servers, Collection<Session> theirs) {
    var before = online();
    var better = new TreeSet<MemberId>();
    for (var server : servers) {
      var ours = epochs.get(server.member());
      if (ours != null && ours >= server.epoch()) continue;
      better.add(server.member());
      epochs.put(server.member(), server.epoch());
    }
    dropServers(better::contains);
    var touched = new TreeSet<UserName>();
    for (var session : theirs) {
      if (better.contains(session.session().gateway())) {
        put(session);
        touched.add(session.name());
      }
    }
    var notices = new ArrayList<>(differences(before));
    touched.forEach(name -> notices.addAll(replaced(name)));
    return notices;
  }

  /** The accounts of {@code lost} have lost their names. */
  List<Notice> drop(Set<UserName> lost) {
    var before = online();
    lost.forEach(
        name -> {
          var open = sessions.remove(name);
          if (open != null) open.keySet().forEach(this::uncount);
        });
    return differences(before);
  }

  private void dropServers(Predicate<MemberId> isDropped) {
    dropSessions(session -> isDropped.test(session.gateway()));
  }

  private void dropSessions(Predicate<SessionId> isDropped) {
    for (var open : sessions.values()) {
      open.keySet().stream().filter(isDropped).toList().forEach(session -> drop(open, session));
    }
    sessions.values().removeIf(TreeMap::isEmpty);
  }

  private void drop(Map<SessionId, Session> open, SessionId session) {
    open.remove(session);
    uncount(session);
  }

  private void uncount(SessionId session) {
    byServer.computeIfPresent(session.gateway(), (server, n) -> n == 1 ? null : n - 1);
  }

  private List<Notice> differences(SortedSet<UserName> before) {
    var notices = new ArrayList<Notice>();
    before.stream().filter(n -> !isOnline(n)).forEach(n -> notices.add(new Notice.WentOffline(n)));
    online().stream()
        .filter(name -> !before.contains(name))
        .forEach(name -> notices.add(new Notice.CameOnline(name)));
    return notices;
  }

  public boolean isOnline(UserName name) {
    return sessions.containsKey(name);
  }

  /** The session that counts, if the user is online. */
  public Optional<SessionId> session(UserName name) {
    return of(name).stream().max(BY_AGE).map(Session::session);
  }

  /** All sessions of the user, by server. */
  public List<SessionId> sessions(UserName name) {
    return of(name).stream().map(Session::session).toList();
  }

  /** The number of the user's sessions. */
  public int count(UserName name) {
    return of(name).size();
  }

  /** One session of the user, if it is open. */
  public Optional<Session> find(UserName name, SessionId session) {
    return of(name).stream().filter(open -> open.session().equals(session)).findFirst();
  }

  private Collection<Session> of(UserName name) {
    var open = sessions.get(name);
    return open == null ? List.of() : open.values();
  }

  public SortedSet<UserName> online() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(sessions.keySet()));
  }

  /** The number of sessions of each server; servers without any are left out. */
  public SortedMap<MemberId, Integer> sessionsByServer() {
    return Collections.unmodifiableSortedMap(byServer);
  }

  /** All sessions, by user and then by session. */
  List<Session> all() {
    return sessions.values().stream().flatMap(open -> open.values().stream()).toList();
  }

  List<Server> servers() {
    return epochs.entrySet().stream().map(e -> new Server(e.getKey(), e.getValue())).toList();
  }
}
