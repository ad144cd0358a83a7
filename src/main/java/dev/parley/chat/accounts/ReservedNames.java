package dev.parley.chat.accounts;

import dev.parley.chat.model.UserName;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Names that nobody may register, because who has them is taken for the server or for its operator.
 * An account that has one already keeps it.
 */
public final class ReservedNames {
  /** The first word of lines that servers and clients write, as {@code Online: shao}. */
  private static final List<String> WORDS =
      List.of(
          "system", "online", "offline", "user", "usage", "view", "parley", "server", "notice",
          "error");

  /** Who runs a service: RFC 2142, and the names that systems give to their masters. */
  private static final List<String> ROLES =
      List.of(
          "abuse",
          "ftp",
          "hostmaster",
          "info",
          "marketing",
          "news",
          "noc",
          "postmaster",
          "sales",
          "security",
          "support",
          "usenet",
          "uucp",
          "webmaster",
          "www",
          "admin",
          "administrator",
          "operator",
          "root",
          "sysadmin",
          "sysop");

  private static final Set<String> SKELETONS =
      Stream.of(WORDS, ROLES)
          .flatMap(List::stream)
          .map(name -> UserName.of(name).skeleton())
          .collect(Collectors.toCollection(TreeSet::new));

  /** The services of IRC networks: NickServ, ChanServ and the like ask people for passwords. */
  private static final String SERVICE = "serv";

  private ReservedNames() {}

  /** Also for a name that only looks like one of them. */
  public static boolean isReserved(UserName name) {
    var skeleton = name.skeleton();
    return SKELETONS.contains(skeleton) || skeleton.endsWith(SERVICE);
  }
}
