package dev.parley.chat;

import dev.parley.chat.model.UserName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Decides which sessions of a server are notified that a user came or went: while few users are
 * online all sessions; otherwise those that watch the user, because they asked for it or have a
 * conversation. So the departure of many users costs as much as they are watched, and not as many
 * notices as there are sessions for each of them.
 *
 * @param <S> a session; equal only to itself
 */
public final class Watchers<S> {
  /**
   * Up to this many users online, everybody watches everybody: a list that a person can look
   * through, and at most 40,000 notices when all of them come or go at once.
   */
  public static final int EVERYBODY_UP_TO = 200;

  /** The users that a session may ask to watch: more than the contacts of most people. */
  public static final int MAX_WATCHED = 256;

  /**
   * The users of whose conversation with a session is remembered that there is one. The one that
   * rested for longest makes room: a program that answers thousands does not look at each.
   */
  public static final int MAX_CORRESPONDENTS = 256;

  /** The sessions that are to be notified of one change. */
  public record Telling<S>(UserName name, boolean isOnline, List<S> sessions) {
    public Telling {
      sessions = List.copyOf(sessions);
    }
  }

  /** The users whom one session looks at. */
  private static final class Looks {
    private final TreeSet<UserName> watched = new TreeSet<>();
    private final LinkedHashSet<UserName> correspondents = new LinkedHashSet<>(); // the latest last

    boolean isAt(UserName name) {
      return watched.contains(name) || correspondents.contains(name);
    }
  }

  private final Map<S, Looks> looks = new LinkedHashMap<>();
  private final TreeMap<UserName, LinkedHashSet<S>> byName = new TreeMap<>();
  // The users of whom it was said last that they are online.
  private final TreeSet<UserName> online = new TreeSet<>();
  // What all sessions were notified of; lags behind while there are too many users.
  private final TreeSet<UserName> toldToAll = new TreeSet<>();
  private boolean isForAll = true;

  public void onOpened(S session) {
    looks.put(session, new Looks());
    // Users are many here before their logins have come back by the multicast.
    if (!areFew()) isForAll = false;
  }

  private boolean areFew() {
    return online.size() <= EVERYBODY_UP_TO && looks.size() <= EVERYBODY_UP_TO;
  }

  public void onClosed(S session) {
    var gone = looks.remove(session);
    if (gone == null) return;
    gone.watched.forEach(name -> drop(name, session));
    gone.correspondents.forEach(name -> drop(name, session));
  }

  private void drop(UserName name, S session) {
    byName.computeIfPresent(
        name,
        (n, sessions) -> {
          sessions.remove(session);
          return sessions.isEmpty() ? null : sessions;
        });
  }

  /** The user of the session has written to {@code other}, or was shown a message of theirs. */
  public void onConversation(S session, UserName other) {
    var own = looks.get(session);
    if (own == null) return;
    if (!own.correspondents.remove(other)) add(other, session);
    own.correspondents.add(other);
    if (own.correspondents.size() <= MAX_CORRESPONDENTS) return;
    var oldest = own.correspondents.iterator().next();
    own.correspondents.remove(oldest);
    if (!own.watched.contains(oldest)) drop(oldest, session);
  }

  private void add(UserName name, S session) {
    byName.computeIfAbsent(name, n -> new LinkedHashSet<>()).add(session);
  }

  /** Returns false, and changes nothing, if the session would watch too many users. */
  public boolean watch(S session, Collection<UserName> names) {
    var own = looks.get(session);
    if (own == null) return false;
    var all = new TreeSet<>(own.watched);
    all.addAll(names);
    if (all.size() > MAX_WATCHED) return false;
    own.watched.addAll(names);
    names.forEach(name -> add(name, session));
    return true;
  }

  /** The session goes on watching those of them with whom it has a conversation. */
  public void unwatch(S session, Collection<UserName> names) {
    var own = looks.get(session);
    if (own == null) return;
    for (var name : names) if (own.watched.remove(name) && !own.isAt(name)) drop(name, session);
  }

  /** Whether the session is notified when the user comes or goes. */
  public boolean isNotified(S session, UserName name) {
    var own = looks.get(session);
    return own != null && (isForAll || own.isAt(name));
  }

  /** A user came or went: returns who is to be notified, of that and of what they missed. */
  public List<Telling<S>> onChange(UserName name, boolean isOnline) {
    online.remove(name); // a set keeps the spelling that came first
    if (isOnline) online.add(name);
    if (!areFew()) isForAll = false;
    var tellings = new ArrayList<Telling<S>>();
    tellings.add(new Telling<>(name, isOnline, notified(name)));
    if (isForAll) learn(name, isOnline);
    else if (areFew()) catchUp(tellings);
    return tellings;
  }

  private List<S> notified(UserName name) {
    if (isForAll) return List.copyOf(looks.keySet());
    var sessions = byName.get(name);
    return sessions == null ? List.of() : List.copyOf(sessions);
  }

  private void learn(UserName name, boolean isOnline) {
    toldToAll.remove(name);
    if (isOnline) toldToAll.add(name);
  }

  /** Few users are online again: those who did not watch are told what changed meanwhile. */
  private void catchUp(List<Telling<S>> tellings) {
    isForAll = true;
    tellMissed(tellings, toldToAll, online::contains, false);
    tellMissed(tellings, online, toldToAll::contains, true);
    toldToAll.clear();
    toldToAll.addAll(online);
  }

  private void tellMissed(
      List<Telling<S>> tellings,
      Collection<UserName> names,
      Predicate<UserName> isAsBefore,
      boolean isOnline) {
    for (var name : names) {
      if (isAsBefore.test(name)) continue;
      var missed = new ArrayList<S>();
      looks.forEach(
          (session, own) -> {
            if (!own.isAt(name)) missed.add(session);
          });
      if (!missed.isEmpty()) tellings.add(new Telling<>(name, isOnline, missed));
    }
  }

  /** The users who are online as far as the sessions are notified. */
  public NavigableSet<UserName> online() {
    return Collections.unmodifiableNavigableSet(online);
  }
}
