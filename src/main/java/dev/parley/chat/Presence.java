package dev.parley.chat;

import dev.parley.chat.ChatEvent.SessionId;
import dev.parley.chat.ChatEvent.SessionsTold;
import dev.parley.chat.ChatSnapshot.Server;
import dev.parley.chat.ChatSnapshot.Session;
import dev.parley.chat.model.Device;
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
import org.jspecify.annotations.Nullable;

/**
 * The users who are online, and their servers. Each server alone writes the sessions that it has; a
 * session is valid while its server is in the view. Of several sessions of one client of a user the
 * newest counts.
 */
public final class Presence {
  /** {@code device} is null for a session of which only its server knows more. */
  private record Open(Session session, @Nullable Device device) {}

  private static final Comparator<Open> NEWEST_FIRST =
      Comparator.<Open>comparingLong(open -> open.session().lamport())
          .thenComparing(open -> open.session().session())
          .reversed();

  /**
   * A session that must end: another one of the same client is newer, or {@code isOneTooMany}, and
   * it is the oldest.
   */
  public record Excess(SessionId session, boolean isOneTooMany) {}

  private final TreeMap<UserName, TreeMap<SessionId, Open>> sessions = new TreeMap<>();
  private final TreeMap<MemberId, Integer> byServer = new TreeMap<>();
  // For each server, the epoch of the view from which its sessions are known.
  private final TreeMap<MemberId, Long> epochs = new TreeMap<>();
  private final TreeSet<MemberId> draining = new TreeSet<>();

  List<Notice> open(Session opened) {
    return open(new Open(opened, null));
  }

  List<Notice> open(Session opened, Device device) {
    return open(new Open(opened, device));
  }

  private List<Notice> open(Open opened) {
    var name = opened.session().name();
    epochs.putIfAbsent(opened.session().session().gateway(), 0L);
    boolean wasOffline = !isOnline(name);
    var notices = new ArrayList<Notice>();
    boolean isNews = put(opened);
    if (wasOffline) notices.add(new Notice.CameOnline(name));
    if (isNews && opened.device() != null) notices.add(new Notice.SessionAdded(name));
    return notices;
  }

  /**
   * If a server announces a session again, its last announcement counts; returns false if that says
   * nothing new.
   */
  private boolean put(Open opened) {
    var id = opened.session().session();
    var open = sessions.computeIfAbsent(opened.session().name(), n -> new TreeMap<>());
    var known = open.get(id);
    if (known == null) byServer.merge(id.gateway(), 1, Integer::sum);
    var device = opened.device() == null && known != null ? known.device() : opened.device();
    var next = new Open(opened.session(), device);
    open.put(id, next);
    return !next.equals(known);
  }

  /**
   * The sessions of the user that must end: of each client all but the newest one, and of what is
   * left the oldest ones, if there are more than {@code max}. Sessions of which the client is not
   * known here do not count: they may be those of clients that have moved.
   */
  public List<Excess> excess(UserName name, int max) {
    var open = of(name).stream().filter(one -> one.device() != null).sorted(NEWEST_FIRST).toList();
    var clients = new TreeSet<Long>();
    var excess = new ArrayList<Excess>();
    for (var one : open) {
      var device = one.device();
      boolean isNewest = device != null && clients.add(device.client());
      if (!isNewest || clients.size() > max)
        excess.add(new Excess(one.session().session(), isNewest));
    }
    return excess;
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
    for (var session : theirs)
      if (better.contains(session.session().gateway())) put(new Open(session, null));
    // Which of them must end is seen when their servers, in the next view, have named the clients.
    return differences(before);
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

  private void drop(Map<SessionId, Open> open, SessionId session) {
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

  /** All sessions of the user, by server. */
  public List<SessionId> sessions(UserName name) {
    return of(name).stream().map(open -> open.session().session()).toList();
  }

  /** The number of the user's sessions. */
  public int count(UserName name) {
    return of(name).size();
  }

  /** One session of the user, if it is open. */
  public Optional<Session> find(UserName name, SessionId session) {
    return Optional.ofNullable(open(name, session)).map(Open::session);
  }

  /** The client of a session, if it is open and its server has named it. */
  public Optional<Device> device(UserName name, SessionId session) {
    var open = open(name, session);
    return open == null ? Optional.empty() : Optional.ofNullable(open.device());
  }

  private @Nullable Open open(UserName name, SessionId session) {
    var open = sessions.get(name);
    return open == null ? null : open.get(session);
  }

  private Collection<Open> of(UserName name) {
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
    return sessions.values().stream()
        .flatMap(open -> open.values().stream())
        .map(Open::session)
        .toList();
  }

  List<Server> servers() {
    return epochs.entrySet().stream().map(e -> new Server(e.getKey(), e.getValue())).toList();
  }
}
