package dev.parley.session.dialect.irc;

import java.util.List;

/** The questions of a welcomed client that are answered at once, as stock clients expect. */
final class IrcQueries {
  static final String LOGGED_IN =
      " :You are logged in already: QUIT, and connect again to be somebody else";

  private final IrcMonitor monitor;

  IrcQueries(IrcMonitor monitor) {
    this.monitor = monitor;
  }

  /** The lines that answer a command. */
  List<String> answer(IrcLine line, String self) {
    var first = line.parameter(0);
    return switch (line.command()) {
      // Questions about people that name no user: those that name users are answered elsewhere.
      case "MONITOR" -> monitor.answer(line, self);
      case "ISON" -> nobody(line, "303 " + self + " :", "461 " + self + " ISON :Type ISON NAME");
      case "USERHOST" ->
          nobody(line, "302 " + self + " :", "461 " + self + " USERHOST :Type USERHOST NAME");
      case "WHO" -> List.of(IrcPeople.endOfWho(first, self));
      case "WHOIS" ->
          first.isEmpty()
              ? List.of("431 " + self + " :No nick given: type WHOIS NAME")
              : IrcPeople.notFound(line, self);
      // Some clients ask this by themselves when a WHOIS finds no user.
      case "WHOWAS" ->
          first.isEmpty()
              ? List.of("431 " + self + " :No nick given: type WHOIS NAME")
              : List.of(
                  ("406 %s %s :No history of nicks is kept here: WHOIS NAME shows whether a name "
                          + "is registered")
                      .formatted(self, IrcReplies.middle(first)),
                  "369 %s %s :End of WHOWAS".formatted(self, IrcReplies.middle(first)));
      case "MODE" -> List.of(mode(first, self));
      case "NICK" -> nick(first, self);
      // Tags alone are not passed on, as CLIENTTAGDENY announces.
      case "TAGMSG" -> List.of();
      default -> IrcServerInfo.answer(line, self).orElseGet(() -> List.of(fixed(line, self)));
    };
  }

  /** The replies that depend hardly or not at all on the parameters. */
  private static String fixed(IrcLine line, String self) {
    return switch (line.command()) {
      case "AWAY" ->
          line.parameter(0).isEmpty()
              ? "305 " + self + " :Others see only whether you are online: you are"
              : "306 "
                  + self
                  + " :No other user is notified: others see only whether you are online. QUIT to"
                  + " be away";
      case "USER", "PASS" -> "462 " + self + LOGGED_IN;
      case "AUTHENTICATE" -> "907 " + self + LOGGED_IN;
      case "MOTD" -> "422 " + self + " :There is no message of the day";
      case "VERSION" ->
          "351 " + self + " parley " + IrcReplies.SERVER + " :Private messages and rooms";
      default ->
          ("421 %s %s :Unknown command: write with /msg NAME TEXT, or join a room with "
                  + "/join #NAME")
              .formatted(self, IrcReplies.middle(line.command()));
    };
  }

  /** The answer about names that no user can have; a question without any name is refused. */
  private static List<String> nobody(IrcLine line, String answer, String refusal) {
    return List.of(line.parameter(0).isBlank() ? refusal : answer);
  }

  private static String mode(String target, String self) {
    if (target.isEmpty()) return "461 " + self + " MODE :Type MODE " + self;
    return target.equalsIgnoreCase(self)
        ? "221 " + self + " +i"
        : "502 " + self + " :The modes of others are their own: type MODE " + self;
  }

  private static List<String> nick(String name, String self) {
    if (name.isEmpty()) return List.of("431 " + self + " :No nick given: yours is " + self);
    if (name.equals(self)) return List.of();
    return List.of(
        "447 "
            + self
            + " :Your nick is the name of your account, spelled as it was registered: QUIT, and"
            + " log in to another account to have another");
  }
}
