package dev.parley.session.dialect.irc;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The answers to questions about the server, which is one to its clients: the whole cluster. */
final class IrcServerInfo {
  private static final Map<String, String> HELP =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry(
                  "PRIVMSG",
                  "PRIVMSG NAME :TEXT writes to a user, PRIVMSG #ROOM :TEXT to all in a room"),
              Map.entry(
                  "NOTICE", "NOTICE NAME :TEXT writes as PRIVMSG does, and is never answered"),
              Map.entry("JOIN", "JOIN #ROOM enters a room, and makes an open one if there is none"),
              Map.entry("PART", "PART #ROOM leaves a room, with all your clients"),
              Map.entry(
                  "TOPIC", "TOPIC #ROOM :TEXT sets the topic of a room, TOPIC #ROOM shows it"),
              Map.entry(
                  "INVITE", "INVITE NAME #ROOM lets a user in; INVITE lists your invitations"),
              Map.entry("KICK", "KICK #ROOM NAME removes a user from a room"),
              Map.entry(
                  "MODE",
                  "MODE #ROOM shows the modes of a room; +b NAME, +i, +o NAME and +q NAME set one"),
              Map.entry("LIST", "LIST shows the open rooms and yours"),
              Map.entry("NAMES", "NAMES #ROOM shows who is in a room"),
              Map.entry("WHO", "WHO #ROOM shows who of a room is online"),
              Map.entry("WHOIS", "WHOIS NAME shows whether a name is registered, and online"),
              Map.entry("MONITOR", "MONITOR + NAME tells you when a user comes and goes"),
              Map.entry("SILENCE", "SILENCE +NAME blocks a user, SILENCE -NAME ends that"),
              Map.entry("CHATHISTORY", "CHATHISTORY LATEST NAME * 50 shows the last messages"),
              Map.entry("QUIT", "QUIT ends this connection; messages wait for you")));

  private IrcServerInfo() {}

  /** The answer to such a question; empty for any other line. */
  static Optional<List<String>> answer(IrcLine line, String self) {
    return switch (line.command()) {
      case "HELP", "HELPOP" -> Optional.of(help(line.parameter(0), self));
      case "INFO" ->
          Optional.of(
              List.of(
                  "371 " + self + " :Parley: private chat that keeps working when servers die",
                  "374 " + self + " :End of INFO list"));
      case "LINKS" -> Optional.of(List.of("365 " + self + " * :All servers are one to you"));
      case "OPER" ->
          Optional.of(
              List.of("491 " + self + " :Operators are none of IRC: use the program parley"));
      case "KILL" ->
          Optional.of(List.of("481 " + self + " :Only the operator ends clients: parley kick"));
      default -> Optional.empty();
    };
  }

  private static List<String> help(String word, String self) {
    var subject = word.toUpperCase(Locale.ROOT);
    if (!word.isEmpty() && !HELP.containsKey(subject))
      return List.of(
          "524 %s %s :No help about this: type HELP".formatted(self, IrcReplies.middle(word)));
    var texts = word.isEmpty() ? List.copyOf(HELP.values()) : List.of(HELP.get(subject));
    var about = word.isEmpty() ? "*" : subject;
    var lines = new ArrayList<String>();
    lines.add("704 %s %s :Commands of Parley over IRC".formatted(self, about));
    for (var text : texts) lines.add("705 %s %s :%s".formatted(self, about, text));
    lines.add("706 %s %s :End of HELP".formatted(self, about));
    return lines;
  }

  /** How many users are online, in the form in which programs look for the numbers. */
  static List<String> users(int count, String self) {
    return List.of(
        "251 " + self + " :There are " + count + " users and 0 invisible on 1 servers",
        "255 " + self + " :I have " + count + " clients and 0 servers",
        "265 " + self + " :Current local users " + count,
        "266 " + self + " :Current global users " + count);
  }
}
