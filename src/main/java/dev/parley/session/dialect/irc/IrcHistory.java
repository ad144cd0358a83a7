package dev.parley.session.dialect.irc;

import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.RoomName;
import dev.parley.replica.ReplicaProtocol.Kept;
import dev.parley.session.dialect.ClientCommand;
import dev.parley.session.dialect.ClientReply;
import dev.parley.session.dialect.DialectOutput;
import dev.parley.session.dialect.irc.IrcPending.Collecting;
import dev.parley.session.dialect.irc.IrcPending.Recalling;
import dev.parley.session.dialect.irc.IrcPending.Request;
import dev.parley.session.dialect.irc.IrcReplies.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** CHATHISTORY: what the servers keep, in pages (IRCv3 draft/chathistory). */
final class IrcHistory {
  private static final String HOW =
      "Type CHATHISTORY LATEST NAME * 50; or BEFORE, AFTER or AROUND NAME msgid=ID 50; or BETWEEN"
          + " NAME msgid=ID msgid=ID 50; or TARGETS timestamp=TIME timestamp=TIME 50";

  /** More users than anybody has written with since they were here. */
  private static final int MAX_USERS = IrcHistoryPage.MAX_LIMIT;

  private final IrcReplies replies;
  private final IrcPending pending;
  private final IrcRooms rooms;

  IrcHistory(IrcReplies replies, IrcPending pending, IrcRooms rooms) {
    this.replies = replies;
    this.pending = pending;
    this.rooms = rooms;
  }

  List<DialectOutput> onLine(IrcLine line) {
    if (IrcHistoryPage.subcommand(line).equals("TARGETS"))
      return IrcTargets.parse(line, rooms.joined())
          .map(targets -> askUsers(line, targets))
          .orElseGet(() -> fail(line, "INVALID_PARAMS", HOW));
    return IrcHistoryPage.parse(line)
        .map(page -> ask(line, page))
        .orElseGet(() -> fail(line, "INVALID_PARAMS", HOW));
  }

  private List<DialectOutput> ask(IrcLine line, IrcHistoryPage page) {
    var id = pending.begin(new Recalling(line, page));
    var command = page.command(id);
    if (command.isPresent()) return DialectOutput.perform(command.get());
    pending.end(id);
    return failOf(line, "INVALID_TARGET", "This is neither a user nor a room: check the spelling");
  }

  private List<DialectOutput> askUsers(IrcLine line, IrcTargets targets) {
    var id = pending.begin(new Collecting(line, targets, Optional.empty()));
    return DialectOutput.perform(
        new ClientCommand.AskConversations(id, Optional.empty(), MAX_USERS));
  }

  List<DialectOutput> onUsers(ClientReply.Conversations reply) {
    var request = (Collecting) pending.end(reply.re());
    for (var one : reply.told().list()) request.targets().add(one.with().spelling(), one.last());
    return askRooms(request.line(), request.targets());
  }

  private List<DialectOutput> askRooms(IrcLine line, IrcTargets targets) {
    var room = targets.nextRoom();
    if (room.isEmpty()) return batch(line, "draft/chathistory-targets", targets.lines());
    var id = pending.begin(new Collecting(line, targets, room));
    return DialectOutput.perform(
        new ClientCommand.AskRoomHistory(id, room.get(), Optional.empty(), 1));
  }

  List<DialectOutput> onPage(ClientReply.History reply) {
    var request = pending.end(reply.re());
    var messages = reply.told().messages();
    if (request instanceof Recalling recalling) return shown(recalling, messages);
    var collecting = (Collecting) request;
    var room = collecting.room().orElseThrow().spelling();
    for (var last : messages) collecting.targets().add(room, last);
    return askRooms(collecting.line(), collecting.targets());
  }

  private List<DialectOutput> shown(Recalling request, List<Kept> messages) {
    var page = request.page();
    var line = request.line();
    boolean isOutside = RoomName.parse(page.target()).filter(room -> !rooms.isIn(room)).isPresent();
    if (isOutside && messages.isEmpty())
      return failOf(line, "INVALID_TARGET", "You see only what is said while you are in the room");
    var lines = new ArrayList<Line>();
    for (var one : messages) if (page.admits(one.mail())) lines.addAll(replies.kept(one));
    return batch(line, "chathistory " + IrcReplies.middle(page.target()), lines);
  }

  List<DialectOutput> onRefused(Request request, Refusal refusal) {
    boolean isNone =
        refusal.code() == Refusal.Code.NO_SUCH_USER || refusal.code() == Refusal.Code.NO_SUCH_ROOM;
    if (request instanceof Collecting collecting)
      // A room may have been closed meanwhile.
      return isNone
          ? askRooms(collecting.line(), collecting.targets())
          : fail(collecting.line(), "MESSAGE_ERROR", refusal.text());
    var code = isNone ? "INVALID_TARGET" : "MESSAGE_ERROR";
    return failOf(request.line(), code, refusal.text());
  }

  private List<DialectOutput> batch(IrcLine line, String type, List<Line> lines) {
    return DialectOutput.say(replies.batch(line.label(), type, lines));
  }

  private List<DialectOutput> fail(IrcLine line, String code, String text) {
    return fail(line, code, "", text);
  }

  /** The refusal of a line that names a target. */
  private List<DialectOutput> failOf(IrcLine line, String code, String text) {
    return fail(line, code, " " + IrcReplies.middle(line.parameter(1)), text);
  }

  private List<DialectOutput> fail(IrcLine line, String code, String target, String text) {
    var subcommand = IrcReplies.middle(IrcHistoryPage.subcommand(line));
    var fail = "FAIL CHATHISTORY " + code + " " + subcommand + target + " :" + text;
    return DialectOutput.say(replies.answer(line.label(), List.of(fail)));
  }
}
