package dev.parley.session.dialect.irc;

import dev.parley.chat.model.UserName;
import dev.parley.session.dialect.ClientReply;
import java.util.Collection;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A line that is answered when it is known who is online. The list may arrive after presence events
 * that are newer than it, but never before events that are older: so an event about a user whom the
 * line names overrides the list.
 */
final class IrcQuestion {
  private final IrcLine line;
  private final Set<UserName> about;
  private final TreeMap<UserName, Boolean> news = new TreeMap<>();

  /** {@code about} holds no more names than fit on a line, or than one client may watch. */
  IrcQuestion(IrcLine line, Collection<UserName> about) {
    this.line = line;
    this.about = new TreeSet<>(about);
  }

  IrcLine line() {
    return line;
  }

  void onNews(UserName name, boolean isOnline) {
    if (!about.contains(name)) return;
    news.remove(name); // the key too, since it has the spelling of the account
    news.put(name, isOnline);
  }

  OnlineSubset answer(ClientReply.Online list) {
    var names = list.names();
    var online = new TreeSet<UserName>();
    for (var name : about) if (names.contains(name)) online.add(names.tailSet(name).first());
    news.forEach(
        (name, isOnline) -> {
          online.remove(name);
          if (isOnline) online.add(name);
        });
    return new OnlineSubset(online, list.count());
  }
}
