package dev.parley.session.dialect.irc;

import dev.parley.chat.model.UserName;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the client waits for, by the number under which it was asked for. The session bounds it: so
 * many messages are under way at most, and one thing else.
 */
final class IrcPending {
  /** One of them, for the line that wants it. */
  sealed interface Errand {
    IrcLine line();
  }

  /** A message that is on its way. */
  record Sending(IrcLine line, UserName to, String text) implements Errand {}

  /** The list of who is online. */
  record Listing(IrcQuestion question) implements Errand {
    @Override
    public IrcLine line() {
      return question.line();
    }
  }

  /** Whether there is such a user; it is known who is online. */
  record Finding(IrcLine line, OnlineSubset present) implements Errand {}

  /** The end of the session. */
  record Leaving(IrcLine line) implements Errand {}

  private final TreeMap<Long, Errand> open = new TreeMap<>();
  private long lastNumber;

  /** The id of the command. */
  Optional<String> begin(Errand errand) {
    open.put(++lastNumber, errand);
    return Optional.of(Long.toString(lastNumber));
  }

  /** The one that is answered. */
  Errand end(Optional<String> re) {
    return Objects.requireNonNull(open.remove(Long.parseLong(re.orElseThrow())));
  }

  void onNews(UserName name, boolean isOnline) {
    for (var errand : open.values())
      if (errand instanceof Listing listing) listing.question().onNews(name, isOnline);
  }
}
