package dev.parley.replica;

import dev.parley.chat.model.UserName;
import java.util.SortedSet;
import java.util.stream.Collectors;

/** The log line for an operator when groups of servers meet that gave one name to two users. */
final class DisputedNames {
  /** At most this many names are listed; more are only counted. */
  static final int MAX_NAMES = 20;

  private DisputedNames() {}

  static String sentence(SortedSet<UserName> disputed) {
    var names =
        disputed.stream()
            .limit(MAX_NAMES)
            .map(UserName::spelling)
            .collect(Collectors.joining(", "));
    int more = disputed.size() - MAX_NAMES;
    return "servers that were founded apart have met, and both sides had registered "
        + names
        + (more > 0 ? " and " + more + " more" : "")
        + ": each name stays with the account that was registered first, and the other "
        + "account is gone, with the mail that waited from it and for it; the "
        + "senders of that mail are notified. Ask the users concerned to register "
        + "other names, and give each cluster a name of its own (--cluster) if they "
        + "should not have met";
  }
}
