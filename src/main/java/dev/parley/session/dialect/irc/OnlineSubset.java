package dev.parley.session.dialect.irc;

import dev.parley.chat.model.UserName;
import java.util.NavigableSet;
import java.util.Optional;

/**
 * Who is online of those that were asked about, as their accounts spell them, and how many are in
 * all.
 */
record OnlineSubset(NavigableSet<UserName> online, int count) {
  Optional<UserName> find(UserName name) {
    return has(name) ? Optional.ofNullable(online.floor(name)) : Optional.empty();
  }

  boolean has(UserName name) {
    return online.contains(name);
  }
}
