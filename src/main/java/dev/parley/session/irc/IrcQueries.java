package dev.parley.session.irc;

import java.util.List;

/** What a welcomed client may ask that is answered at once: what stock clients expect. */
final class IrcQueries {
  private final IrcMonitor monitor;

  IrcQueries(IrcMonitor monitor) {
    this.monitor = monitor;
  }

  /** The lines that answer a command. */
  List<String> answer(IrcLine line, String self) {
    var first = line.parameter(0);
    return switch (line.command()) {
      // About people, but about no user: those about users are answered elsewhere.
      case "MONITOR" -> monitor.answer(line, self);
      case "ISON" -> List.of("303 " + self + " :");
      case "USERHOST" -> List.of("302 " + self + " :");
      case "WHO" -> List.of(IrcPeople.endOfWho(first, self));
      case "WHOIS" ->
          first.isEmpty()
              ? List.of("431 " + self + " :No nick given: type WHOIS NAME")
              : IrcPeople.notFound(line, self);
      // Some clients ask it by themselves when a WHOIS finds nobody.
      case "WHOWAS" ->
          List.of(
              "406 %s %s :Nobody is remembered here: WHOIS NAME tells who is registered"
                  .formatted(self, IrcReplies.middle(first)),
              "369 %s %s :End of WHOWAS".formatted(self, IrcReplies.middle(first)));
      case "AWAY" ->
          List.of(
              first.isEmpty()
                  ? "305 " + self + " :You are no longer marked as being away"
                  : "306 " + self + " :Others see only whether you are online: log off to be away");
      case "MODE" ->
          List.of(
              first.equalsIgnoreCase(self)
                  ? "221 " + self + " +i"
                  : "502 " + self + " :There are no modes to change here");
      case "NICK" ->
          first.equals(self)
              ? List.of()
              : List.of("447 " + self + " :Your nick is the name of your account and stays");
      case "USER", "PASS" -> List.of("462 " + self + " :You are logged in already");
      case "AUTHENTICATE" -> List.of("907 " + self + " :You have already authenticated");
      case "JOIN", "PART", "TOPIC", "NAMES", "KICK", "INVITE" ->
          List.of(
              "403 %s %s :There are no channels here: write to a nick with /msg NAME TEXT"
                  .formatted(self, IrcReplies.middle(first)));
      case "LIST" -> List.of("323 " + self + " :End of LIST: there are no channels here");
      case "MOTD" -> List.of("422 " + self + " :There is no message of the day");
      case "VERSION" ->
          List.of("351 " + self + " parley " + IrcReplies.SERVER + " :Private messages only");
      // Tags alone have nowhere to go: CLIENTTAGDENY says so.
      case "PONG", "TAGMSG" -> List.of();
      default ->
          List.of(
              "421 %s %s :Unknown command; this server has private messages only"
                  .formatted(self, IrcReplies.middle(line.command())));
    };
  }
}
