package dev.parley.session.dialect.irc;

import dev.parley.chat.model.UserName;
import dev.parley.replica.ReplicaProtocol.RoomTold;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The bans of a channel. IRC bans masks, of which here only those of one nick mean something: an
 * account is banned, wherever its clients come from.
 */
final class IrcBans {
  private static final String ANYWHERE = "!*@*";

  private IrcBans() {}

  /** Whether a MODE line asks for the list. */
  static boolean asksForList(IrcLine line) {
    return line.parameter(2).isEmpty() && isMode(line, "b", "+b");
  }

  /** Whether a MODE line is about bans. */
  static boolean isAbout(IrcLine line) {
    return isMode(line, "b", "+b", "-b");
  }

  private static boolean isMode(IrcLine line, String... modes) {
    return line.command().equals("MODE") && List.of(modes).contains(line.parameter(1));
  }

  /** The one whom a mask is about: {@code nick}, {@code nick!*} or {@code nick!*@*}. */
  static Optional<UserName> whom(IrcLine line) {
    var mask = line.parameter(2);
    for (var rest : List.of(ANYWHERE, "!*"))
      if (mask.endsWith(rest))
        return UserName.parse(mask.substring(0, mask.length() - rest.length()));
    return UserName.parse(mask);
  }

  static String mask(String nick) {
    return nick + ANYWHERE;
  }

  static List<String> listed(RoomTold told, String self) {
    var room = told.room().name().spelling();
    var lines = new ArrayList<String>();
    for (var account : told.rules().banned())
      lines.add("367 " + self + " " + room + " " + mask(account.name().spelling()));
    lines.add("368 " + self + " " + room + " :End of channel ban list");
    return lines;
  }

  /** The answer to a mask that is none of one nick, or to -b without one. */
  static String invalid(IrcLine line, String room, String self) {
    var mask = line.parameter(2);
    if (mask.isEmpty()) return "461 " + self + " MODE :Type MODE #ROOM -b NAME";
    return "696 %s %s b %s :A ban is of one user: type MODE %s +b NAME"
        .formatted(self, room, IrcReplies.middle(mask), room);
  }
}
