package dev.parley.session.dialect.irc;

import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.RoomName;
import dev.parley.chat.model.TextRules;
import dev.parley.chat.model.UserName;
import dev.parley.chat.rooms.RoomRole;
import dev.parley.replica.RoomWish;
import dev.parley.session.dialect.ClientCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What the lines about rooms, which IRC calls channels, ask for, and why that is refused. */
final class IrcRoomCommands {
  private IrcRoomCommands() {}

  /** Whether a line is about rooms, or means to be. */
  static boolean isAboutRooms(IrcLine line) {
    return switch (line.command()) {
      case "JOIN", "PART", "NAMES", "TOPIC", "KICK", "INVITE", "LIST" -> true;
      case "WHO", "MODE" -> RoomName.isMarked(line.parameter(0));
      default -> false;
    };
  }

  /** One line for each of the names that JOIN, PART and NAMES may list with commas. */
  static List<IrcLine> each(IrcLine line) {
    boolean isList =
        switch (line.command()) {
          case "JOIN", "PART", "NAMES" -> line.parameter(0).contains(",");
          default -> false;
        };
    if (!isList) return List.of(line);
    var lines = new ArrayList<IrcLine>();
    Optional<String> label = line.label(); // answered once
    for (var word : line.parameter(0).split(",", -1)) {
      if (word.isEmpty()) continue;
      lines.add(new IrcLine(label, line.command(), List.of(word)));
      label = Optional.empty();
    }
    return lines.isEmpty() ? List.of(new IrcLine(label, line.command(), List.of())) : lines;
  }

  /** The room that a line is about. */
  static Optional<RoomName> room(IrcLine line) {
    return RoomName.parse(word(line));
  }

  private static String word(IrcLine line) {
    return line.parameter(line.command().equals("INVITE") ? 1 : 0);
  }

  /** What a line asks for; empty if it cannot be asked for, as {@link #invalid} explains. */
  static Optional<ClientCommand> command(IrcLine line, Optional<String> id) {
    if (line.command().equals("LIST")) return Optional.of(new ClientCommand.ListRooms(id, true));
    if (line.command().equals("INVITE") && line.parameters().isEmpty())
      return Optional.of(new ClientCommand.ListRooms(id, false));
    return switch (line.command()) {
      case "JOIN" -> wish(line, id, RoomWish.Join::new);
      case "PART" -> wish(line, id, RoomWish.Leave::new);
      case "KICK" ->
          UserName.parse(line.parameter(1))
              .flatMap(whom -> wish(line, id, room -> new RoomWish.Remove(room, whom)));
      case "INVITE" ->
          UserName.parse(line.parameter(0))
              .flatMap(whom -> wish(line, id, room -> new RoomWish.Invite(room, whom)));
      case "TOPIC" ->
          line.parameters().size() < 2
              ? ask(line, id)
              : wish(line, id, room -> new RoomWish.SetTopic(room, topic(line)));
      case "MODE" -> line.parameters().size() < 2 ? ask(line, id) : mode(line, id);
      default -> ask(line, id);
    };
  }

  private static String topic(IrcLine line) {
    return IrcText.typed(line.parameter(1), "").orElse("").strip();
  }

  private static Optional<ClientCommand> ask(IrcLine line, Optional<String> id) {
    return room(line).map(room -> new ClientCommand.AskRoom(id, room));
  }

  private static Optional<ClientCommand> wish(
      IrcLine line, Optional<String> id, Function<RoomName, RoomWish> wish) {
    return room(line).map(room -> new ClientCommand.ChangeRoom(id, wish.apply(room)));
  }

  /** One mode at a time: {@code +i}, what somebody is in the room, or who may not be in it. */
  private static Optional<ClientCommand> mode(IrcLine line, Optional<String> id) {
    return switch (line.parameter(1)) {
      case "+i", "i" -> wish(line, id, room -> new RoomWish.SetOpen(room, false));
      case "-i" -> wish(line, id, room -> new RoomWish.SetOpen(room, true));
      case "+q" -> role(line, id, RoomRole.OWNER);
      case "+o" -> role(line, id, RoomRole.MODERATOR);
      case "-q", "-o" -> role(line, id, RoomRole.MEMBER);
      case "b", "+b", "-b" -> IrcBans.asksForList(line) ? ask(line, id) : ban(line, id);
      default -> Optional.empty();
    };
  }

  private static Optional<ClientCommand> ban(IrcLine line, Optional<String> id) {
    boolean isBanned = !line.parameter(1).equals("-b");
    return IrcBans.whom(line)
        .flatMap(whom -> wish(line, id, room -> new RoomWish.Ban(room, whom, isBanned)));
  }

  private static Optional<ClientCommand> role(IrcLine line, Optional<String> id, RoomRole role) {
    return UserName.parse(line.parameter(2))
        .flatMap(whom -> wish(line, id, room -> new RoomWish.GiveRole(room, whom, role)));
  }

  /** The answer to a line that asks for nothing that there is. */
  static List<String> invalid(IrcLine line, String self) {
    var word = word(line);
    // Some clients ask for the names in no channel at all.
    if (line.command().equals("NAMES"))
      return word.isEmpty() ? List.of(endOfNames("*", self)) : end(line, self);
    int needed = line.command().equals("KICK") || line.command().equals("INVITE") ? 2 : 1;
    if (line.parameters().size() < needed)
      return List.of("461 " + self + " " + line.command() + " :Type " + usage(line.command()));
    if (room(line).isEmpty()) {
      var lines = new ArrayList<String>();
      lines.add(
          "403 %s %s :%s"
              .formatted(self, IrcReplies.middle(word), TextRules.roomNameRefusal().text()));
      lines.addAll(end(line, self));
      return lines;
    }
    return List.of(line.command().equals("MODE") ? noMode(line, self) : noUser(line, self));
  }

  private static String usage(String command) {
    return switch (command) {
      case "KICK" -> "KICK #ROOM NAME";
      case "INVITE" -> "INVITE NAME #ROOM";
      default -> command + " #ROOM";
    };
  }

  private static String noUser(IrcLine line, String self) {
    int at = line.command().equals("INVITE") ? 0 : 1;
    return "401 %s %s :No such user: check the spelling"
        .formatted(self, IrcReplies.middle(line.parameter(at)));
  }

  private static String noMode(IrcLine line, String self) {
    var room = word(line);
    return switch (line.parameter(1)) {
      case "b", "+b", "-b" -> IrcBans.invalid(line, room, self);
      case "+o", "-o", "+q", "-q" -> "461 " + self + " MODE :Type MODE #ROOM +o NAME";
      default ->
          "472 %s %s :A room has the modes +b, +i, +o and +q: set one of them at a time"
              .formatted(self, IrcReplies.middle(line.parameter(1)));
    };
  }

  /** The refusal of what a line asked for; {@code isIn}: the client is in the room. */
  static List<String> refused(IrcLine line, Refusal refusal, boolean isIn, String self) {
    var room = room(line).map(RoomName::spelling).orElse("*");
    // There is no error about a room for NAMES (RFC 2812, 3.2.5): it has no names.
    if (line.command().equals("NAMES") && isAboutRoom(refusal)) return end(line, self);
    var head =
        switch (refusal.code()) {
          case NO_SUCH_ROOM -> "403 " + self + " " + room;
          case NO_SUCH_USER -> "401 " + self + " " + IrcReplies.middle(whom(line));
          case NOT_A_MEMBER ->
              isIn && !whom(line).isEmpty()
                  ? "441 " + self + " " + IrcReplies.middle(whom(line)) + " " + room
                  : "442 " + self + " " + room;
          case NOT_INVITED -> "473 " + self + " " + room;
          case BANNED -> "474 " + self + " " + room;
          case ROOM_FULL -> "471 " + self + " " + room;
          case NOT_ALLOWED -> "482 " + self + " " + room;
          case NAME_TAKEN -> "437 " + self + " " + room;
          case TEXT_INVALID -> "400 " + self + " " + line.command();
          default -> "263 " + self + " " + line.command();
        };
    var lines = new ArrayList<String>();
    lines.add(head + " :" + refusal.text());
    lines.addAll(end(line, self));
    return lines;
  }

  static String notIn(RoomName room, String self) {
    return "442 " + self + " " + room + " :You are not in that room: type JOIN " + room;
  }

  private static boolean isAboutRoom(Refusal refusal) {
    return refusal.code() == Refusal.Code.NO_SUCH_ROOM
        || refusal.code() == Refusal.Code.NOT_A_MEMBER;
  }

  private static String whom(IrcLine line) {
    return switch (line.command()) {
      case "KICK" -> line.parameter(1);
      case "INVITE" -> line.parameter(0);
      case "MODE" -> line.parameter(2);
      default -> "";
    };
  }

  /** The end of a list: clients wait for it. */
  static List<String> end(IrcLine line, String self) {
    return switch (line.command()) {
      case "LIST" -> List.of("323 " + self + " :End of LIST");
      case "NAMES" -> List.of(endOfNames(IrcReplies.middle(word(line)), self));
      case "WHO" -> List.of(IrcPeople.endOfWho(word(line), self));
      default -> List.of();
    };
  }

  static String endOfNames(String room, String self) {
    return "366 " + self + " " + room + " :End of NAMES list";
  }
}
