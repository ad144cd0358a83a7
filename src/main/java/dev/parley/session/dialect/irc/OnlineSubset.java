package dev.parley.session.dialect.irc;

import dev.parley.chat.model.UserName;
import java.util.NavigableSet;
import java.util.Optional;

/**
 * The users online among those who were asked about, as their accounts spell them, and the number
 * of all users online.
 */
record OnlineSubset(NavigableSet<UserName> online, int count) {
  Optional<UserName> find(UserName name) {
    return has(name) ? Optional.ofNullable(online.floor(name)) : Optional.empty();
  }

  boolean has(UserName name) {
    return online.contains(name);
  }
}
