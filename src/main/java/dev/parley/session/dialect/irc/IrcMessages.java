package dev.parley.session.dialect.irc;

import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.RoomName;
import dev.parley.chat.model.TextRules;
import dev.parley.chat.model.UserName;
import dev.parley.replica.ReplicaProtocol.Accepted;
import dev.parley.session.dialect.irc.IrcCapabilities.Capability;
import dev.parley.session.dialect.irc.IrcPending.Sending;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** PRIVMSG and NOTICE: the messages that may be sent, and the replies to their sender. */
final class IrcMessages {
  private final IrcCapabilities capabilities;
  private final IrcReplies replies;
  private final AwayTracker peers;

  IrcMessages(IrcCapabilities capabilities, IrcReplies replies, AwayTracker peers) {
    this.capabilities = capabilities;
    this.replies = replies;
    this.peers = peers;
  }

  /** The reason why a line cannot be sent, if there is one. */
  Optional<String> problem(IrcLine line, String self) {
    var target = line.parameter(0);
    if (target.isEmpty())
      return Optional.of("411 " + self + " :No recipient given: type PRIVMSG NAME :TEXT");
    if (target.contains(","))
      return Optional.of(
          "407 %s %s :One recipient at a time: write to each of them"
              .formatted(self, IrcReplies.middle(target)));
    if (RoomName.isMarked(target) && RoomName.parse(target).isEmpty())
      return Optional.of(
          "403 %s %s :%s"
              .formatted(self, IrcReplies.middle(target), TextRules.roomNameRefusal().text()));
    if (!RoomName.isMarked(target) && UserName.parse(target).isEmpty())
      return Optional.of(noSuchNick(target, self));
    var text = IrcText.typed(line.parameter(1), self);
    if (text.isEmpty())
      return Optional.of(
          "404 %s %s :Only texts and /me are supported here: write it as a text"
              .formatted(self, target));
    return text.get().isBlank()
        ? Optional.of("412 " + self + " :No text to send: type PRIVMSG NAME :TEXT")
        : Optional.empty();
  }

  private static String noSuchNick(String name, String self) {
    return "401 %s %s :No such user: check the spelling, or ask them to register"
        .formatted(self, IrcReplies.middle(name));
  }

  /** All lines for the sender about an accepted message. */
  String accepted(Sending message, Accepted accepted, String self) {
    var lines = new ArrayList<IrcReplies.Line>();
    var line = message.line();
    var to = message.target();
    if (capabilities.has(Capability.ECHO_MESSAGE))
      lines.addAll(replies.echo(accepted, self, line.command(), to, message.text()));
    if (!line.isNotice() && isKnownOffline(to))
      lines.addAll(
          IrcReplies.own(
              List.of("301 " + self + " " + to + " :is offline: your message waits for them")));
    return replies.rendered(line.label(), lines);
  }

  private boolean isKnownOffline(String target) {
    return !RoomName.isMarked(target) && peers.isKnownOffline(UserName.of(target));
  }

  String refused(Sending message, Refusal refusal, String self) {
    var to = message.target();
    var numeric =
        switch (refusal.code()) {
          case NO_SUCH_USER -> noSuchNick(to, self);
          case NO_SUCH_ROOM -> "403 " + self + " " + to + " :" + refusal.text();
          default -> "404 " + self + " " + to + " :" + refusal.text();
        };
    return replies.refusal(message.line(), numeric);
  }
}
