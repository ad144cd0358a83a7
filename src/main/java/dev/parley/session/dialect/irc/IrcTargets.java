package dev.parley.session.dialect.irc;

import dev.parley.chat.history.HistoryRequest.SentAt;
import dev.parley.chat.model.RoomName;
import dev.parley.replica.ReplicaProtocol.Kept;
import dev.parley.session.dialect.irc.IrcReplies.Line;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The users and rooms whose last message is between two moments (CHATHISTORY TARGETS). The servers
 * list the users; each of the client's rooms is asked for its last message.
 */
final class IrcTargets {
  private record Target(String name, long lastMs) {}

  private static final Comparator<Target> OLDEST_FIRST =
      Comparator.comparingLong(Target::lastMs).thenComparing(Target::name);

  private final long afterMs;
  private final long beforeMs;
  private final int limit;
  private final ArrayDeque<RoomName> rooms;
  private final List<Target> found = new ArrayList<>();

  private IrcTargets(SentAt one, SentAt other, int limit, Collection<RoomName> rooms) {
    afterMs = Math.min(one.ms(), other.ms());
    beforeMs = Math.max(one.ms(), other.ms());
    this.limit = limit;
    this.rooms = new ArrayDeque<>(rooms);
  }

  /** What a line asks for, if it is in the right form. */
  static Optional<IrcTargets> parse(IrcLine line, Collection<RoomName> rooms) {
    var one = IrcHistoryPage.moment(line.parameter(1));
    var other = IrcHistoryPage.moment(line.parameter(2));
    var limit = IrcHistoryPage.limit(line, 3);
    return one.isPresent() && other.isPresent() && limit.isPresent()
        ? Optional.of(new IrcTargets(one.get(), other.get(), limit.get(), rooms))
        : Optional.empty();
  }

  /** The room to be asked for next. */
  Optional<RoomName> nextRoom() {
    return Optional.ofNullable(rooms.pollFirst());
  }

  void add(String name, Kept last) {
    long ms = last.mail().sentAtMs();
    if (ms > afterMs && ms < beforeMs) found.add(new Target(name, ms));
  }

  /** The first of them, that with the oldest message first. */
  List<Line> lines() {
    return IrcReplies.own(
        found.stream()
            .sorted(OLDEST_FIRST)
            .limit(limit)
            .map(t -> "CHATHISTORY TARGETS " + t.name() + " " + IrcReplies.time(t.lastMs()))
            .toList());
  }
}
