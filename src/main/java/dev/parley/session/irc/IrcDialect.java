package dev.parley.session.irc;

import dev.parley.chat.Refusal;
import dev.parley.chat.UserName;
import dev.parley.node.ChatService;
import dev.parley.session.ClientCommand;
import dev.parley.session.ClientReply;
import dev.parley.session.Dialect;
import dev.parley.session.Step;
import dev.parley.session.irc.IrcCapabilities.Capability;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * IRC for private messages (RFC 2812 and modern.ircdocs.horse, a part): nicks are accounts, there
 * are no channels. The client is welcomed when it is logged in, by SASL or PASS.
 */
public final class IrcDialect implements Dialect {
  /** What happens before a client is welcomed waits; one that never finishes is cut off. */
  static final int MAX_HELD = 20_000;

  /** A message that is on its way. */
  private record Sent(IrcLine line, UserName to, String text) {}

  private final IrcCapabilities capabilities = new IrcCapabilities();
  private final IrcReplies replies = new IrcReplies(capabilities);
  private final IrcPresence presence = new IrcPresence();
  private final IrcEntrance entrance = new IrcEntrance(capabilities, replies);
  private final IrcQueries queries = new IrcQueries(replies, presence);
  private final TreeMap<Long, Sent> sent = new TreeMap<>();
  private final ArrayDeque<ChatService.Event> held = new ArrayDeque<>();
  private Optional<String> leaving = Optional.empty(); // the label of a QUIT
  private long lastNumber;

  @Override
  public List<Step> onStart() {
    return List.of();
  }

  @Override
  public List<Step> onLine(String text) {
    var parsed =
        IrcLine.parse(text).map(line -> capabilities.hasLabels() ? line : line.withoutLabel());
    if (!IrcLine.isTooLong(text)) return parsed.map(this::onLine).orElse(List.of());
    var numeric = "417 " + nick() + " :Input line was too long";
    return parsed
        .map(line -> Step.say(replies.refusal(line, numeric)))
        .orElseGet(() -> say(List.of(numeric)));
  }

  private List<Step> onLine(IrcLine line) {
    var label = line.label();
    if (line.command().equals("PING"))
      return say(label, List.of("PONG " + IrcReplies.SERVER + " :" + line.parameter(0)));
    if (line.command().equals("QUIT")) return quit(label);
    if (!entrance.isWelcomed()) return then(entrance.onLine(line));
    return switch (line.command()) {
      case "PRIVMSG", "NOTICE" -> send(line);
      case "WHOIS" -> queries.askWhois(line, nick());
      case "CAP" -> say(label, capabilities.onCap(line, nick()));
      default -> say(label, queries.answer(line, nick()));
    };
  }

  private List<Step> then(List<Step> steps) {
    if (!entrance.isWelcomed()) return steps;
    // Whatever came before the welcome is told after it, and who is online is asked for.
    var all = new ArrayList<>(steps);
    while (!held.isEmpty()) all.addAll(onEvent(held.removeFirst()));
    all.add(new Step.Perform(new ClientCommand.ListUsers(Optional.empty())));
    return all;
  }

  private List<Step> quit(Optional<String> label) {
    leaving = label;
    return entrance.user().isPresent()
        ? Step.perform(new ClientCommand.Logout(Optional.empty()))
        : hangUp("Bye");
  }

  private List<Step> hangUp(String reason) {
    var steps =
        new ArrayList<>(Step.say(replies.rendered(leaving, List.of(IrcReplies.error(reason)))));
    steps.add(Step.HangUp.INSTANCE);
    return steps;
  }

  private String nick() {
    return entrance.nick();
  }

  private List<Step> say(Optional<String> label, List<String> lines) {
    return Step.say(replies.answer(label, lines));
  }

  private List<Step> say(List<String> lines) {
    return say(Optional.empty(), lines);
  }

  @Override
  public List<Step> onUnreadable(Refusal refusal) {
    var numeric = refusal.code() == Refusal.Code.LINE_TOO_LONG ? "417 " : "400 ";
    return say(List.of(numeric + nick() + " :" + refusal.text()));
  }

  // Messages.

  private List<Step> send(IrcLine line) {
    var problem = problem(line);
    if (problem.isPresent()) return Step.say(replies.refusal(line, problem.get()));
    var text = IrcText.typed(line.parameter(1), nick());
    if (text.isEmpty()) return say(line.label(), List.of());
    var to = UserName.parse(line.parameter(0)).orElseThrow();
    long number = ++lastNumber;
    sent.put(number, new Sent(line, to, text.get()));
    var id = Optional.of(Long.toString(number));
    return Step.perform(new ClientCommand.Send(id, to, text.get(), Optional.empty()));
  }

  private Optional<String> problem(IrcLine line) {
    var target = line.parameter(0);
    if (target.isEmpty())
      return Optional.of("411 " + nick() + " :No recipient given (" + line.command() + ")");
    if (target.contains(","))
      return Optional.of(
          "407 %s %s :Too many recipients: one at a time"
              .formatted(nick(), IrcReplies.middle(target)));
    if (UserName.parse(target).isEmpty()) return Optional.of(noSuchNick(target));
    boolean isBlank = IrcText.typed(line.parameter(1), nick()).map(String::isBlank).orElse(false);
    return isBlank ? Optional.of("412 " + nick() + " :No text to send") : Optional.empty();
  }

  private String noSuchNick(String name) {
    return "401 %s %s :No such nick: channels there are none, and a user must have registered"
        .formatted(nick(), IrcReplies.middle(name));
  }

  private List<Step> onAccepted(Sent message, String msg) {
    var lines = new ArrayList<IrcReplies.Line>();
    var line = message.line();
    var to = message.to();
    if (capabilities.has(Capability.ECHO_MESSAGE))
      lines.addAll(replies.echo(msg, nick(), line.command(), to, message.text()));
    if (!line.isNotice() && !presence.isOnline(to))
      lines.addAll(
          IrcReplies.own(List.of("301 " + nick() + " " + to + " :is offline; your message waits")));
    return Step.say(replies.rendered(line.label(), lines));
  }

  private List<Step> onRefused(Sent message, Refusal refusal) {
    var line =
        refusal.code() == Refusal.Code.NO_SUCH_USER
            ? noSuchNick(message.to().spelling())
            : "404 " + nick() + " " + message.to().spelling() + " :" + refusal.text();
    return Step.say(replies.refusal(message.line(), line));
  }

  @Override
  public List<Step> onReply(ClientReply reply) {
    if (reply instanceof ClientReply.SendAccepted r)
      return onAccepted(taken(r.re()), r.accepted().id().uuid().toString());
    if (reply instanceof ClientReply.SendRefused r) return onRefused(taken(r.re()), r.refusal());
    if (reply instanceof ClientReply.Welcome r) return then(entrance.onAdmitted(r.opened()));
    if (reply instanceof ClientReply.Online r) {
      presence.learn(r.names());
      return List.of();
    }
    if (reply instanceof ClientReply.UserFound r) return queries.onFound(r.name(), nick());
    if (reply instanceof ClientReply.Bye) return hangUp("Bye");
    if (reply instanceof ClientReply.LeaderAwaited)
      return say(
          List.of(
              "NOTICE "
                  + nick()
                  + " :No leader at the moment: your request waits for the next one."));
    if (reply instanceof ClientReply.Refused r) {
      if (!entrance.isWelcomed()) return entrance.onRefused(r.refusal());
      return queries.isAsking()
          ? queries.onNotFound(nick())
          : say(List.of("400 " + nick() + " :" + r.refusal().text()));
    }
    return List.of();
  }

  private Sent taken(Optional<String> id) {
    return Objects.requireNonNull(sent.remove(Long.parseLong(id.orElseThrow())));
  }

  @Override
  public List<Step> onEvent(ChatService.Event event) {
    if (event instanceof ChatService.Closing closing) {
      var where = closing.server().map(server -> " Connect to " + server + ".").orElse("");
      return Step.say(
          replies.rendered(Optional.empty(), List.of(IrcReplies.error(closing.text() + where))));
    }
    if (!entrance.isWelcomed()) {
      held.addLast(event);
      return held.size() > MAX_HELD ? hangUp("You took too long to register") : List.of();
    }
    if (event instanceof ChatService.MailPushed e)
      return List.of(new Step.Show(replies.message(e.mail()), e.n()));
    if (event instanceof ChatService.CameOnline e) return say(presence.onCame(e.name(), nick()));
    if (event instanceof ChatService.WentOffline e) return say(presence.onWent(e.name(), nick()));
    return List.of(); // IRC has no words for the rest
  }
}
