package dev.parley.replica;

import dev.parley.chat.Watchers;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.UserName;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.BiPredicate;

/**
 * The requests of this node's sessions to be notified of users, or not any more. Each is answered
 * at once, in order with the notices: what comes after the answer has changed since.
 *
 * @param <S> a session, as its opener refers to it; equal only to itself
 */
final class WatchRequests<S> {
  private final SessionTable<S> sessions;
  private final BiPredicate<UserName, UserName> isHidden;

  /** {@code isHidden}: whether the first user is offline for the second. */
  WatchRequests(SessionTable<S> sessions, BiPredicate<UserName, UserName> isHidden) {
    this.sessions = sessions;
    this.isHidden = isHidden;
  }

  void onSet(S session, List<UserName> names, boolean isWatched) {
    sessions
        .find(session)
        .ifPresent(
            entry -> sessions.tell(entry, isWatched ? watch(entry, names) : unwatch(entry, names)));
  }

  private ReplicaProtocol.Event watch(SessionTable.Entry<S> entry, List<UserName> names) {
    var watchers = sessions.watchers();
    if (!watchers.watch(entry, names)) return new ReplicaProtocol.WatchRefused(tooMany());
    var online = new TreeSet<UserName>();
    var offline = new TreeSet<UserName>();
    for (var name : names) {
      boolean isOnline = watchers.online().contains(name) && !isHidden.test(name, entry.name);
      if (isOnline) online.add(Objects.requireNonNull(watchers.online().floor(name)));
      else offline.add(name);
    }
    return new ReplicaProtocol.Watched(online, offline);
  }

  private ReplicaProtocol.Event unwatch(SessionTable.Entry<S> entry, List<UserName> names) {
    sessions.watchers().unwatch(entry, names);
    return new ReplicaProtocol.Unwatched(new TreeSet<>(names));
  }

  private static Refusal tooMany() {
    return Refusal.of(
        Refusal.Code.RATE_LIMITED,
        "You can watch "
            + Watchers.MAX_WATCHED
            + " users at most, and would watch more: unwatch some of them first.");
  }
}
