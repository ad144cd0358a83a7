package dev.parley.session.dialect.irc;

import dev.parley.chat.model.RoomName;
import dev.parley.chat.model.UserName;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The requests that the client waits for, by the number under which they were made. The session
 * bounds them: it lets a limited number of messages be under way, and one other request.
 */
final class IrcPending {
  /** One request, made for a line. */
  sealed interface Request {
    IrcLine line();
  }

  /** A message that is on its way, to a nick or a room. */
  record Sending(IrcLine line, String target, String text) implements Request {}

  /** The list of the user's rooms, after the welcome. */
  record Entering(IrcLine line) implements Request {}

  /** A line about rooms; {@code wasIn}: the client was in the room that it is about. */
  record AboutRooms(IrcLine line, boolean wasIn) implements Request {}

  /** The room that a JOIN was about is being created. */
  record Creating(IrcLine line) implements Request {}

  /** A question about a room that the client itself has not asked. */
  record Refreshing(IrcLine line) implements Request {}

  /** The list of users who are online. */
  record Listing(IrcQuestion question) implements Request {
    @Override
    public IrcLine line() {
      return question.line();
    }
  }

  /** A request whether the user exists; {@code present} holds who is online. */
  record Finding(IrcLine line, OnlineSubset present) implements Request {}

  /** A request that concerns the users whom this one blocks. */
  record Silencing(IrcLine line) implements Request {}

  /** A request to watch users, or not any more. */
  record Watching(IrcLine line) implements Request {}

  /** A page of what is kept. */
  record Recalling(IrcLine line, IrcHistoryPage page) implements Request {}

  /** What was last said to the user, and in {@code room} if there is one. */
  record Collecting(IrcLine line, IrcTargets targets, Optional<RoomName> room) implements Request {}

  /** A request for the end of the session. */
  record Leaving(IrcLine line) implements Request {}

  private final TreeMap<Long, Request> open = new TreeMap<>();
  private long lastNumber;

  /** Starts a request, and returns the id of its command. */
  Optional<String> begin(Request request) {
    open.put(++lastNumber, request);
    return Optional.of(Long.toString(lastNumber));
  }

  /** Ends and returns the request that is answered. */
  Request end(Optional<String> re) {
    return Objects.requireNonNull(open.remove(Long.parseLong(re.orElseThrow())));
  }

  /** The number of the last request. */
  long lastNumber() {
    return lastNumber;
  }

  /** Whether a message is on its way that was sent with request {@code number} or before. */
  boolean isSendingUpTo(long number) {
    return open.headMap(number, true).values().stream().anyMatch(Sending.class::isInstance);
  }

  void onNews(UserName name, boolean isOnline) {
    for (var request : open.values())
      if (request instanceof Listing listing) listing.question().onNews(name, isOnline);
  }
}
