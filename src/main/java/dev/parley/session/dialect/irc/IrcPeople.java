package dev.parley.session.dialect.irc;

import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.UserName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A client's questions about other users. No list of all users online is kept for it: the servers
 * are asked when the client asks.
 */
final class IrcPeople {
  /** The most names of a USERHOST (RFC 2812, 4.8): their hosts have room on one line. */
  static final int MAX_USERHOST = 5;

  private final IrcMonitor monitor;

  IrcPeople(IrcMonitor monitor) {
    this.monitor = monitor;
  }

  /**
   * The users whose presence must be known before the line is answered. Empty for a line that is
   * about no user.
   */
  Optional<Collection<UserName>> asksAbout(IrcLine line) {
    return switch (line.command()) {
      case "MONITOR" -> monitor.asksAbout(line);
      case "ISON" -> some(words(line).flatMap(word -> UserName.parse(word).stream()).toList());
      case "USERHOST" ->
          some(
              line.parameters().stream()
                  .limit(MAX_USERHOST)
                  .flatMap(word -> UserName.parse(word).stream())
                  .toList());
      case "WHO" -> some(UserName.parse(line.parameter(0)).stream().toList());
      case "WHOIS" -> some(UserName.parse(whom(line)).stream().toList());
      case "LUSERS" -> Optional.of(List.of());
      default -> Optional.empty();
    };
  }

  private static Optional<Collection<UserName>> some(List<UserName> names) {
    return names.isEmpty() ? Optional.empty() : Optional.of(names);
  }

  private static Stream<String> words(IrcLine line) {
    return line.parameters().stream().flatMap(words -> Arrays.stream(words.split(" ", -1)));
  }

  /**
   * The name that a WHOIS is about. With two parameters the first names a server, which makes no
   * difference here.
   */
  static String whom(IrcLine line) {
    return line.parameter(Math.max(0, line.parameters().size() - 1));
  }

  /**
   * The answer to such a line; the answer to WHOIS comes when it is known whether the user exists.
   */
  List<String> answer(IrcLine line, OnlineSubset present, String self) {
    return switch (line.command()) {
      case "MONITOR" -> monitor.answer(present, self);
      case "ISON" -> List.of(IrcReplies.listedOnce("303 " + self + " :", online(line, present)));
      case "USERHOST" ->
          List.of(
              IrcReplies.listedOnce(
                  "302 " + self + " :",
                  online(line, present).stream()
                      .map(nick -> nick + "=+" + nick + "@" + IrcReplies.SERVER)
                      .toList()));
      case "WHO" -> who(line, present, self);
      case "LUSERS" -> IrcServerInfo.users(present.count(), self);
      default -> throw new AssertionError("not about people: " + line);
    };
  }

  /**
   * A client takes each 303 for a whole answer: a user who has no room on the one line counts as
   * away.
   */
  private List<String> online(IrcLine line, OnlineSubset present) {
    return asksAbout(line).orElseThrow().stream()
        .flatMap(name -> present.find(name).stream())
        .map(UserName::spelling)
        .toList();
  }

  private static List<String> who(IrcLine line, OnlineSubset present, String self) {
    var form = new IrcWho(line);
    var lines = new ArrayList<String>();
    for (var name : present.online()) lines.add(form.line("*", name.spelling(), "H", self));
    lines.add(endOfWho(line.parameter(0), self));
    return lines;
  }

  static String endOfWho(String mask, String self) {
    return "315 " + self + " " + IrcReplies.middle(mask) + " :End of WHO list";
  }

  // WHOIS needs the leader: only it knows who is registered.

  List<String> found(IrcLine line, UserName user, OnlineSubset present, String self) {
    var name = user.spelling();
    var lines = new ArrayList<String>();
    lines.add("311 %s %s %s %s * :%s".formatted(self, name, name, IrcReplies.SERVER, name));
    lines.add("312 %s %s %s :Parley".formatted(self, name, IrcReplies.SERVER));
    if (!present.has(user))
      lines.add("301 %s %s :is offline: messages wait for them".formatted(self, name));
    lines.add(endOfWhois(line, self));
    return lines;
  }

  static List<String> notFound(IrcLine line, String self) {
    return List.of(
        "401 "
            + self
            + " "
            + IrcReplies.middle(whom(line))
            + " :No such user: check the spelling, or ask them to register",
        endOfWhois(line, self));
  }

  private static String endOfWhois(IrcLine line, String self) {
    return "318 " + self + " " + IrcReplies.middle(whom(line)) + " :End of WHOIS list";
  }

  /** The servers could not answer: the reply says nothing about any user. */
  static List<String> tryAgain(IrcLine line, Refusal refusal, String self) {
    var lines = new ArrayList<String>();
    lines.add("263 " + self + " " + line.command() + " :" + refusal.text());
    if (line.command().equals("WHOIS")) lines.add(endOfWhois(line, self));
    if (line.command().equals("WHO")) lines.add(endOfWho(line.parameter(0), self));
    return lines;
  }
}
