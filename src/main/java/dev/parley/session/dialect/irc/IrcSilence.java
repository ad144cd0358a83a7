package dev.parley.session.dialect.irc;

import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.UserName;
import dev.parley.session.dialect.ClientCommand;
import dev.parley.session.dialect.ClientReply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The client's list of users whom it wants to hear nothing from, as other servers have it: {@code
 * SILENCE +nick}, {@code SILENCE -nick}, and {@code SILENCE} alone for the list. A mask is a nick,
 * or that of a nick alone: there is nothing else to tell users by.
 */
final class IrcSilence {
  private static final String OF_NICK = "!*@*";

  private IrcSilence() {}

  /** The command of such a line; empty if it names nobody who could be blocked. */
  static Optional<ClientCommand> command(IrcLine line, String self, Optional<String> id) {
    var mask = line.parameter(0);
    if (mask.isEmpty() || mask.equalsIgnoreCase(self))
      return Optional.of(new ClientCommand.ListBlocks(id));
    boolean isBlocked = !mask.startsWith("-");
    return name(mask).map(name -> new ClientCommand.SetBlock(id, name, isBlocked));
  }

  private static Optional<UserName> name(String mask) {
    var bare = mask.startsWith("+") || mask.startsWith("-") ? mask.substring(1) : mask;
    return UserName.parse(
        bare.endsWith(OF_NICK) ? bare.substring(0, bare.length() - OF_NICK.length()) : bare);
  }

  static List<String> invalid(IrcLine line, String self) {
    return List.of(
        "401 "
            + self
            + " "
            + IrcReplies.middle(line.parameter(0))
            + " :Type SILENCE +NICK, SILENCE -NICK, or SILENCE for the list");
  }

  /** The change, as the client's own. */
  static IrcReplies.Line set(ClientReply.BlockSet set, String self) {
    var sign = set.isBlocked() ? "+" : "-";
    return IrcReplies.line(
        ":" + IrcReplies.prefix(self) + " SILENCE " + sign + set.name().spelling() + OF_NICK);
  }

  static List<String> listed(ClientReply.BlocksListed listed, String self) {
    var lines = new ArrayList<String>();
    for (var name : listed.names())
      lines.add("271 " + self + " " + self + " " + name.spelling() + OF_NICK);
    lines.add("272 " + self + " :End of SILENCE list");
    return lines;
  }

  static List<String> refused(IrcLine line, Refusal refusal, String self) {
    boolean isFull =
        refusal.code() == Refusal.Code.RATE_LIMITED && refusal.retryAfterMs() == Refusal.NONE;
    boolean isNobody =
        refusal.code() == Refusal.Code.NO_SUCH_USER || refusal.code() == Refusal.Code.NAME_INVALID;
    var numeric = isFull ? "511 " : isNobody ? "401 " : "263 ";
    return List.of(
        numeric + self + " " + IrcReplies.middle(line.parameter(0)) + " :" + refusal.text());
  }
}
