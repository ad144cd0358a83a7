package dev.parley.session.irc;

import dev.parley.chat.UserName;
import dev.parley.session.ClientCommand;
import dev.parley.session.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a welcomed client may ask, besides messages: people, and what stock clients expect. */
final class IrcQueries {
  /** RFC 2812, 4.8: their hosts have room on one line. */
  static final int MAX_USERHOST = 5;

  private final IrcReplies replies;
  private final IrcPresence presence;
  private Optional<IrcLine> asking = Optional.empty(); // a WHOIS that waits for its answer

  IrcQueries(IrcReplies replies, IrcPresence presence) {
    this.replies = replies;
    this.presence = presence;
  }

  /** The lines that answer a command at once. */
  List<String> answer(IrcLine line, String self) {
    var first = line.parameter(0);
    return switch (line.command()) {
      case "MONITOR" -> presence.onMonitor(line, self);
      case "ISON" -> online(line, self);
      case "USERHOST" -> hosts(line, self);
      case "WHO" -> who(first, self);
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
      case "LUSERS" -> List.of("251 " + self + " :There are " + presence.count() + " users online");
      case "VERSION" ->
          List.of("351 " + self + " parley " + IrcReplies.SERVER + " :Private messages only");
      case "PONG" -> List.of();
      default ->
          List.of(
              "421 %s %s :Unknown command; this server has private messages only"
                  .formatted(self, IrcReplies.middle(line.command())));
    };
  }

  /** A client takes each 303 for a whole answer: who has no room on one line counts as away. */
  private List<String> online(IrcLine line, String self) {
    var names =
        line.parameters().stream()
            .flatMap(words -> Arrays.stream(words.split(" ", -1)))
            .flatMap(word -> UserName.parse(word).stream())
            .filter(presence::isOnline)
            .map(UserName::spelling)
            .toList();
    return List.of(IrcReplies.listedOnce("303 " + self + " :", names));
  }

  private List<String> hosts(IrcLine line, String self) {
    var hosts =
        line.parameters().stream()
            .limit(MAX_USERHOST)
            .flatMap(word -> UserName.parse(word).stream())
            .filter(presence::isOnline)
            .map(name -> name.spelling() + "=+" + name.spelling() + "@" + IrcReplies.SERVER)
            .toList();
    return List.of(IrcReplies.listedOnce("302 " + self + " :", hosts));
  }

  private List<String> who(String mask, String self) {
    var end = "315 " + self + " " + IrcReplies.middle(mask) + " :End of WHO list";
    var name = UserName.parse(mask).filter(presence::isOnline);
    if (name.isEmpty()) return List.of(end);
    var nick = name.get().spelling();
    return List.of(
        "352 %s * %s %s %s %s H :0 %s"
            .formatted(self, nick, IrcReplies.SERVER, IrcReplies.SERVER, nick, nick),
        end);
  }

  // WHOIS needs the leader: only it knows who is registered.

  List<Step> askWhois(IrcLine line, String self) {
    int last = Math.max(0, line.parameters().size() - 1);
    var name = UserName.parse(line.parameter(last));
    asking = Optional.of(line);
    if (name.isEmpty()) return onNotFound(self);
    return Step.perform(new ClientCommand.FindUser(Optional.empty(), name.get()));
  }

  boolean isAsking() {
    return asking.isPresent();
  }

  List<Step> onFound(UserName user, String self) {
    var name = user.spelling();
    var lines = new ArrayList<String>();
    lines.add("311 %s %s %s %s * :%s".formatted(self, name, name, IrcReplies.SERVER, name));
    lines.add("312 %s %s %s :Parley".formatted(self, name, IrcReplies.SERVER));
    if (!presence.isOnline(user))
      lines.add("301 %s %s :is offline; messages wait".formatted(self, name));
    lines.add("318 %s %s :End of WHOIS list".formatted(self, name));
    return finish(lines);
  }

  List<Step> onNotFound(String self) {
    var line = asking.orElseThrow();
    var word = IrcReplies.middle(line.parameter(Math.max(0, line.parameters().size() - 1)));
    return finish(
        List.of(
            "401 " + self + " " + word + " :No such nick",
            "318 " + self + " " + word + " :End of WHOIS list"));
  }

  private List<Step> finish(List<String> lines) {
    var label = asking.flatMap(IrcLine::label);
    asking = Optional.empty();
    return Step.say(replies.answer(label, lines));
  }
}
