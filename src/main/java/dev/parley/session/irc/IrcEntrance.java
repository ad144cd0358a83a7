package dev.parley.session.irc;

import dev.parley.chat.Refusal;
import dev.parley.chat.Sighting;
import dev.parley.chat.UserName;
import dev.parley.node.ChatService;
import dev.parley.session.ClientCommand;
import dev.parley.session.Secret;
import dev.parley.session.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How a client comes in: capabilities, NICK and USER, and a password by SASL or PASS. */
final class IrcEntrance {
  private static final String HOW =
      "Log in by SASL PLAIN, or by PASS, with your account's name as nick. New here? Register by"
          + " telnet, or on the page /chat";

  private final IrcCapabilities capabilities;
  private final IrcReplies replies;
  private final IrcSasl sasl = new IrcSasl();
  private String nick = "*";
  private String password = "";
  private boolean hasUser;
  private boolean isBySasl;
  private boolean isWelcomed;
  private Optional<ChatService.Opened> opened = Optional.empty();

  IrcEntrance(IrcCapabilities capabilities, IrcReplies replies) {
    this.capabilities = capabilities;
    this.replies = replies;
  }

  boolean isWelcomed() {
    return isWelcomed;
  }

  /** Who is logged in. */
  Optional<UserName> user() {
    return opened.map(ChatService.Opened::name);
  }

  /** What the client is called: its account once that is known. */
  String nick() {
    return user().map(UserName::spelling).orElse(nick);
  }

  /** A line of a client that was not welcomed yet. */
  List<Step> onLine(IrcLine line) {
    switch (line.command()) {
      case "CAP" -> {
        var said = say(capabilities.onCap(line, nick()));
        return proceed(said);
      }
      case "NICK" -> {
        return onNick(line);
      }
      case "USER" -> {
        if (line.parameters().size() < 4)
          return say("461 " + nick() + " USER :Not enough parameters");
        hasUser = true;
        return proceed(List.of());
      }
      case "PASS" -> {
        password = line.parameter(0);
        return List.of();
      }
      case "AUTHENTICATE" -> {
        return onAuthenticate(line.parameter(0));
      }
      case "PONG" -> {
        return List.of();
      }
      default -> {
        return say("451 " + nick() + " :You have not registered. " + HOW);
      }
    }
  }

  private List<Step> onNick(IrcLine line) {
    var name = UserName.parse(line.parameter(0));
    if (name.isEmpty())
      return say(
          "432 "
              + nick()
              + " "
              + IrcReplies.middle(line.parameter(0))
              + " :A nick is an account's name: 1 to 32 of A-Z a-z 0-9 . _ -");
    nick = name.get().spelling();
    return proceed(List.of());
  }

  private List<Step> onAuthenticate(String word) {
    if (opened.isPresent()) return say("907 " + nick() + " :You have already authenticated");
    var progress = sasl.onAuthenticate(word);
    if (progress == IrcSasl.Asked.INSTANCE) return List.of(new Step.Say("AUTHENTICATE +\r\n"));
    if (progress == IrcSasl.Incomplete.INSTANCE) return List.of();
    if (progress == IrcSasl.Aborted.INSTANCE)
      return say("906 " + nick() + " :SASL authentication aborted");
    if (progress == IrcSasl.TooLong.INSTANCE)
      return say("905 " + nick() + " :SASL message too long");
    if (progress == IrcSasl.UnknownMechanism.INSTANCE)
      return say(
          "908 " + nick() + " PLAIN :are available SASL mechanisms",
          "904 " + nick() + " :SASL authentication failed");
    var plain = ((IrcSasl.Complete) progress).plain();
    var name = plain.flatMap(p -> UserName.parse(p.name()));
    if (name.isEmpty())
      return say("904 " + nick() + " :SASL authentication failed: name and password are missing");
    isBySasl = true;
    return List.of(login(name.get(), plain.get().password()));
  }

  private static Step login(UserName name, String password) {
    return new Step.Perform(
        new ClientCommand.Login(
            Optional.empty(),
            name,
            new ClientCommand.ByPassword(new Secret(password)),
            Optional.of("irc"),
            false,
            Sighting.NOTHING));
  }

  /** Goes on if the client has said all that it must. */
  private List<Step> proceed(List<Step> said) {
    if (capabilities.isOpen() || nick.equals("*") || !hasUser) return said;
    var steps = new ArrayList<>(said);
    if (opened.isPresent()) {
      steps.addAll(welcome(opened.get()));
    } else if (password.isEmpty()) {
      steps.addAll(say("464 " + nick() + " :Password required. " + HOW));
      steps.add(new Step.Say(IrcReplies.error(HOW)));
      steps.add(Step.HangUp.INSTANCE);
    } else {
      isBySasl = false;
      steps.add(login(UserName.parse(nick).orElseThrow(), password));
    }
    return steps;
  }

  /** The password was right. */
  List<Step> onAdmitted(ChatService.Opened session) {
    opened = Optional.of(session);
    password = "";
    if (!isBySasl) return proceed(List.of());
    var name = nick();
    return proceed(
        say(
            "900 %s %s %s :You are now logged in as %s"
                .formatted(name, IrcReplies.prefix(name), name, name),
            "903 " + name + " :SASL authentication successful"));
  }

  List<Step> onRefused(Refusal refusal) {
    if (isBySasl) return say("904 " + nick() + " :SASL authentication failed: " + refusal.text());
    var steps = new ArrayList<>(say("464 " + nick() + " :" + refusal.text()));
    steps.add(new Step.Say(IrcReplies.error(refusal.text())));
    steps.add(Step.HangUp.INSTANCE);
    return steps;
  }

  private List<Step> welcome(ChatService.Opened session) {
    isWelcomed = true;
    capabilities.close();
    var name = nick();
    var node = IrcReplies.middle(session.status().node());
    var steps = new ArrayList<Step>();
    // A client that asked for another nick learns its own.
    if (!nick.equals(name))
      steps.add(new Step.Say(":" + IrcReplies.prefix(nick) + " NICK :" + name + "\r\n"));
    steps.addAll(
        say(
            "001 " + name + " :Welcome to Parley, " + IrcReplies.prefix(name),
            "002 " + name + " :Your host is " + node + ", and your mail is on all of them",
            "003 " + name + " :This server keeps no date of birth",
            "004 " + name + " " + node + " parley i n",
            "005 "
                + name
                + " CHANTYPES= CASEMAPPING=ascii NICKLEN="
                + UserName.MAX_LENGTH
                + " MONITOR="
                + IrcPresence.MAX_WATCHED
                + " TARGMAX=PRIVMSG:1,NOTICE:1,WHOIS:1 NETWORK=Parley UTF8ONLY :are supported by this server",
            "422 " + name + " :There is no message of the day"));
    return steps;
  }

  private List<Step> say(String... lines) {
    return say(List.of(lines));
  }

  private List<Step> say(List<String> lines) {
    return Step.say(replies.answer(Optional.empty(), lines));
  }
}
