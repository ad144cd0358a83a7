package dev.parley.session.dialect.irc;

import dev.parley.chat.model.ChatLimits;
import dev.parley.chat.model.ReadPosition;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.TextRules;
import dev.parley.chat.model.UserName;
import dev.parley.chat.rooms.Room;
import dev.parley.chat.rooms.Rooms;
import dev.parley.replica.ClientTraits;
import dev.parley.replica.ReplicaProtocol;
import dev.parley.session.dialect.ClientCommand;
import dev.parley.session.dialect.ClientReply;
import dev.parley.session.dialect.DialectOutput;
import dev.parley.session.dialect.Secret;
import dev.parley.session.dialect.irc.IrcReplies.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The registration of a client: capabilities, NICK and USER, and a password by SASL or PASS. */
final class IrcRegistration {
  private static final String HOW =
      "Log in by SASL (SCRAM-SHA-256 or PLAIN), or by PASS, with your account's name as nick. New here? Register by"
          + " telnet, or on the page /chat";

  private static final String AGAIN = "begin again with AUTHENTICATE";
  private static final String UNCONFIRMED =
      "You did not accept this server's proof that it knows your password: ask its operator";
  private static final String IDENTITY =
      "send your account's name and its password, and no other identity; ";
  private static final String PIECES =
      "send lines of " + IrcSasl.PIECE + " characters, " + IrcSasl.MAX_CHARS + " in all; ";

  private final IrcCapabilities capabilities;
  private final IrcReplies replies;
  private final IrcSasl sasl = new IrcSasl();
  private String nick = "*";
  private String password = "";
  private boolean hasUser;
  private boolean isBySasl;
  private boolean isWelcomed;
  private Optional<String> loginLabel = Optional.empty();
  private Optional<ReplicaProtocol.Opened> opened = Optional.empty();

  IrcRegistration(IrcCapabilities capabilities, IrcReplies replies) {
    this.capabilities = capabilities;
    this.replies = replies;
  }

  boolean isWelcomed() {
    return isWelcomed;
  }

  /** The user who is logged in. */
  Optional<UserName> user() {
    return opened.map(ReplicaProtocol.Opened::name);
  }

  /** The nick of the client: the one that it chose, and its account's name from the welcome on. */
  String nick() {
    return nick;
  }

  /** Handles a line of a client that was not welcomed yet. */
  List<DialectOutput> onLine(IrcLine line) {
    var label = line.label();
    return switch (line.command()) {
      case "CAP" -> {
        boolean isEnd = line.parameter(0).equalsIgnoreCase("END");
        var said = capabilities.onCap(line, nick);
        yield isEnd ? proceed(label, List.of()) : say(label, said);
      }
      case "NICK" -> onNick(line);
      case "USER" -> {
        if (line.parameters().size() < 4 || line.parameter(3).isEmpty())
          yield say(label, "461 " + nick + " USER :Type USER NAME 0 * :REAL NAME");
        hasUser = true;
        yield proceed(label, List.of());
      }
      case "PASS" -> {
        password = line.parameter(0);
        yield password.isEmpty()
            ? say(label, "461 " + nick + " PASS :Type PASS :PASSWORD")
            : say(label);
      }
      case "AUTHENTICATE" -> onAuthenticate(line);
      default ->
          DialectOutput.say(
              replies.refusal(line, "451 " + nick + " :You are not logged in. " + HOW));
    };
  }

  private List<DialectOutput> onNick(IrcLine line) {
    var word = line.parameter(0);
    if (word.isEmpty())
      return say(line.label(), "431 " + nick + " :No nick given: type NICK NAME, your account's");
    var name = UserName.parse(word);
    if (name.isEmpty())
      return say(
          line.label(),
          "432 %s %s :A nick is an account's name. %s"
              .formatted(nick, IrcReplies.middle(word), TextRules.nameRefusal().text()));
    nick = name.get().spelling();
    return proceed(line.label(), List.of());
  }

  private List<DialectOutput> onAuthenticate(IrcLine line) {
    var label = line.label();
    if (opened.isPresent() && !sasl.awaitsConfirmation())
      return say(label, "907 " + nick() + IrcQueries.LOGGED_IN);
    return onProgress(label, sasl.onAuthenticate(line.parameter(0)));
  }

  private List<DialectOutput> onProgress(Optional<String> label, IrcSasl.Progress progress) {
    // A client that is in and does not go on has found the server out, or lost its way.
    if (opened.isPresent() && progress != IrcSasl.Confirmed.INSTANCE)
      return letGo(label, "906 " + nick + " :SASL authentication aborted: " + AGAIN, UNCONFIRMED);
    if (progress == IrcSasl.Confirmed.INSTANCE) return proceed(label, loggedIn());
    if (progress == IrcSasl.Asked.INSTANCE)
      return rendered(label, List.of(IrcReplies.line("AUTHENTICATE +")));
    if (progress == IrcSasl.Incomplete.INSTANCE) return say(label);
    if (progress == IrcSasl.Aborted.INSTANCE)
      return say(label, "906 " + nick + " :SASL authentication aborted: " + AGAIN);
    if (progress == IrcSasl.TooLong.INSTANCE)
      return say(label, "905 " + nick + " :SASL message too long: " + PIECES + AGAIN);
    if (progress == IrcSasl.UnknownMechanism.INSTANCE)
      return say(
          label,
          "908 "
              + nick
              + " "
              + IrcSasl.MECHANISMS
              + " :are the mechanisms of this server: "
              + AGAIN,
          "904 " + nick + " :SASL authentication failed: " + AGAIN);
    isBySasl = true;
    if (progress instanceof IrcSasl.Complete plain)
      return login(label, plain.plain().name(), byPassword(plain.plain().password()));
    if (progress instanceof IrcSasl.Begun begun)
      return login(label, begun.first().user(), new ClientCommand.ByScram(begun.first()));
    if (progress instanceof IrcSasl.Proof proof) {
      loginLabel = label;
      return DialectOutput.perform(
          new ClientCommand.Prove(Optional.empty(), new Secret(proof.text())));
    }
    return notUnderstood(label);
  }

  private List<DialectOutput> notUnderstood(Optional<String> label) {
    return say(label, "904 " + nick + " :SASL authentication failed: " + IDENTITY + AGAIN);
  }

  private static ClientCommand.Proof byPassword(String password) {
    return new ClientCommand.ByPassword(new Secret(password));
  }

  private List<DialectOutput> login(
      Optional<String> label, String name, ClientCommand.Proof proof) {
    return UserName.parse(name)
        .map(user -> login(label, user, proof))
        .orElseGet(() -> notUnderstood(label));
  }

  /** The account is to be proven by SCRAM. */
  List<DialectOutput> onChallenged(String scram) {
    return rendered(loginLabel, lines(sasl.onChallenge(scram)));
  }

  /** AUTHENTICATE has no prefix. */
  private static List<Line> lines(List<String> said) {
    return said.stream().map(IrcReplies::line).toList();
  }

  /** Logs in; the answer to the login also answers the line that led to it. */
  private List<DialectOutput> login(
      Optional<String> label, UserName name, ClientCommand.Proof proof) {
    loginLabel = label;
    return DialectOutput.perform(
        new ClientCommand.Login(
            Optional.empty(),
            name,
            proof,
            Optional.of(ClientCommand.IRC_CLIENT),
            false,
            ReadPosition.NOTHING,
            false,
            new ClientTraits(ClientTraits.ROOMS, "irc", false)));
  }

  /** Continues the login if the client has sent everything that is required. */
  private List<DialectOutput> proceed(Optional<String> label, List<Line> said) {
    boolean isBusy = capabilities.isOpen() || sasl.awaitsConfirmation();
    if (isBusy || nick.equals("*") || !hasUser) return rendered(label, said);
    if (opened.isPresent()) {
      var lines = new ArrayList<>(said);
      lines.addAll(welcome(opened.get()));
      return rendered(label, lines);
    }
    if (password.isEmpty()) return letGo(label, "464 " + nick + " :Password required. " + HOW, HOW);
    isBySasl = false;
    return login(label, UserName.parse(nick).orElseThrow(), byPassword(password));
  }

  private List<DialectOutput> letGo(Optional<String> label, String numeric, String reason) {
    var steps = new ArrayList<>(say(label, numeric));
    steps.addAll(rendered(Optional.empty(), List.of(IrcReplies.error(reason))));
    steps.add(DialectOutput.HangUp.INSTANCE);
    return steps;
  }

  /** The password was right. */
  List<DialectOutput> onAdmitted(ClientReply.Welcome reply) {
    opened = Optional.of(reply.opened());
    password = "";
    if (!isBySasl) return proceed(loginLabel, List.of());
    return reply
        .scram()
        .map(proof -> rendered(loginLabel, lines(sasl.onProven(proof))))
        .orElseGet(() -> proceed(loginLabel, loggedIn()));
  }

  private List<Line> loggedIn() {
    var account = user().orElseThrow().spelling();
    return IrcReplies.own(
        List.of(
            "900 %s %s %s :You are now logged in as %s"
                .formatted(nick, IrcReplies.prefix(nick), account, account),
            "903 " + nick + " :SASL authentication successful"));
  }

  List<DialectOutput> onRefused(Refusal refusal) {
    // Clients take 465 for a reason not to come back at once.
    if (refusal.code() == Refusal.Code.RATE_LIMITED)
      return letGo(loginLabel, "465 " + nick + " :" + refusal.text(), refusal.text());
    if (isBySasl)
      return say(loginLabel, "904 " + nick + " :SASL authentication failed: " + refusal.text());
    // 464 is about the password: a client that gets it may never try this password again.
    boolean isWrong = refusal.code() == Refusal.Code.BAD_CREDENTIALS;
    var numeric = isWrong ? "464 " + nick + " :" : "263 " + nick + " PASS :";
    return letGo(loginLabel, numeric + refusal.text(), refusal.text());
  }

  private List<Line> welcome(ReplicaProtocol.Opened session) {
    isWelcomed = true;
    capabilities.close();
    var name = session.name().spelling();
    var node = IrcReplies.middle(session.status().node());
    var lines = new ArrayList<Line>();
    // A client that asked for another nick is notified of its own.
    if (!nick.equals(name))
      lines.add(IrcReplies.line(":" + IrcReplies.prefix(nick) + " NICK :" + name));
    nick = name;
    lines.addAll(
        IrcReplies.own(
            List.of(
                "001 " + name + " :Welcome to Parley, " + IrcReplies.prefix(name),
                "002 " + name + " :Your host is " + node + ", and your mail is on all of them",
                "003 " + name + " :This server keeps no creation date",
                "004 " + name + " " + node + " parley i bint boq",
                "005 "
                    + name
                    + " CHANTYPES=# CHANMODES=b,,,int PREFIX=(qo)~@ CHANLIMIT=#:"
                    + Rooms.MAX_ROOMS_OF_USER
                    + " CHANNELLEN="
                    + (UserName.MAX_LENGTH + 1)
                    + " TOPICLEN="
                    + Room.MAX_TOPIC
                    + " :are supported by this server",
                // A line has room for 13 of them.
                "005 "
                    + name
                    + " CASEMAPPING=ascii NICKLEN="
                    + UserName.MAX_LENGTH
                    + " MONITOR="
                    + IrcMonitor.MAX_WATCHED
                    + " SILENCE="
                    + ChatLimits.MAX_BLOCKED
                    + " CHATHISTORY="
                    + IrcHistoryPage.MAX_LIMIT
                    + " MSGREFTYPES=msgid,timestamp"
                    + " WHOX TARGMAX=PRIVMSG:1,NOTICE:1,WHOIS:1,JOIN:,PART:,NAMES:,KICK:1 NETWORK=Parley CLIENTTAGDENY=* UTF8ONLY"
                    + " :are supported by this server",
                "422 " + name + " :There is no message of the day")));
    return lines;
  }

  private List<DialectOutput> say(Optional<String> label, String... lines) {
    return say(label, List.of(lines));
  }

  private List<DialectOutput> say(Optional<String> label, List<String> lines) {
    return DialectOutput.say(replies.answer(label, lines));
  }

  private List<DialectOutput> rendered(Optional<String> label, List<Line> lines) {
    return DialectOutput.say(replies.rendered(label, lines));
  }
}
