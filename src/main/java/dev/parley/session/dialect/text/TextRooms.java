package dev.parley.session.dialect.text;

import static dev.parley.session.dialect.text.TextPhrases.lines;

import dev.parley.chat.model.RoomName;
import dev.parley.chat.model.UserName;
import dev.parley.chat.rooms.RoomAccount;
import dev.parley.replica.ReplicaProtocol.ListedRoom;
import dev.parley.replica.ReplicaProtocol.RoomEvent;
import dev.parley.replica.ReplicaProtocol.RoomTold;
import dev.parley.replica.ReplicaProtocol.RoomsListed;
import dev.parley.replica.RoomWish;
import dev.parley.session.dialect.TextSafety;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** What the text dialect says of rooms, and what a line wants of one. */
final class TextRooms {
  private TextRooms() {}

  /** The room that a command is about: the one that it names, or else that of the chat. */
  static Optional<RoomName> named(String[] words, Optional<RoomName> chat) {
    return words.length < 2 ? chat : RoomName.parse(words[1]);
  }

  /** {@code /create #tea TOPIC}: a room for those who are invited; the topic may be left out. */
  static Optional<RoomWish> create(String[] words) {
    var topic = words.length < 3 ? "" : words[2].strip();
    return words.length < 2
        ? Optional.empty()
        : RoomName.parse(words[1]).map(room -> new RoomWish.Create(room, topic, false));
  }

  /** {@code /invite #tea NAME} and the like, or in a chat with a room {@code /invite NAME}. */
  static Optional<RoomWish> about(
      String[] words, Optional<RoomName> chat, BiFunction<RoomName, UserName, RoomWish> wish) {
    if (words.length < 2) return Optional.empty();
    boolean isNamed = RoomName.isMarked(words[1]);
    var room = isNamed ? RoomName.parse(words[1]) : chat;
    int at = isNamed ? 2 : 1;
    var whom = words.length > at ? UserName.parse(words[at].strip()) : Optional.<UserName>empty();
    return room.isEmpty() || whom.isEmpty()
        ? Optional.empty()
        : Optional.of(wish.apply(room.get(), whom.get()));
  }

  static String listed(RoomsListed listed) {
    var told = new ArrayList<String>();
    for (var room : listed.rooms()) told.add(line(room));
    if (told.isEmpty()) told.add("You are in no room: /create #NAME makes one.");
    return lines(told.toArray(String[]::new));
  }

  private static String line(ListedRoom room) {
    var who = room.members() == 1 ? "1 member" : room.members() + " members";
    var what =
        room.role()
            .map(role -> "you are its " + role.word() + ", " + room.unread() + " unread")
            .orElse(room.isInvited() ? "you are invited" : "open");
    var topic = room.topic().isEmpty() ? "" : ": " + room.topic();
    return "Room: " + room.name() + " (" + who + "; " + what + ")" + TextSafety.safe(topic);
  }

  static String members(RoomTold told) {
    var lines = new ArrayList<String>();
    lines.add(line(told.room()));
    for (var member : told.members()) {
      var name = member.account().name();
      var online = told.online().contains(name) ? ", online" : "";
      lines.add("Member: " + name + " (" + member.role().word() + online + ")");
    }
    if (!told.rules().banned().isEmpty()) lines.add("Banned: " + names(told.rules().banned()));
    if (!told.rules().muted().isEmpty()) lines.add("Muted: " + names(told.rules().muted()));
    return lines(lines.toArray(String[]::new));
  }

  private static String names(List<RoomAccount> accounts) {
    return accounts.stream().map(one -> one.name().spelling()).collect(Collectors.joining(", "));
  }

  static String entered(RoomName room) {
    return lines("You are chatting in " + room);
  }

  static String done(RoomWish wish) {
    var room = wish.room();
    if (wish instanceof RoomWish.Leave) return lines("You have left " + room + ".");
    if (wish instanceof RoomWish.Invite invite)
      return lines(invite.whom() + " is invited to " + room + ".");
    if (wish instanceof RoomWish.Ban ban)
      return lines(ban.whom() + (ban.isBanned() ? " is banned from " : " may join ") + room + ".");
    if (wish instanceof RoomWish.Mute mute)
      return lines(
          mute.whom() + (mute.isMuted() ? " is muted in " : " may write to ") + room + ".");
    return lines("It is so now in " + room + ".");
  }

  /** What happened in a room, for the user {@code self}. */
  static String event(RoomEvent event, Optional<UserName> self) {
    var nobody = event.what().equals("closed") ? "the operator" : "another part of the cluster";
    var by = event.by().map(UserName::spelling).orElse(nobody);
    boolean isAboutSelf = event.whom().isPresent() && event.whom().equals(self);
    var whom = isAboutSelf ? "you" : event.whom().map(UserName::spelling).orElse("");
    var said =
        switch (event.what()) {
          case "created" -> by + " created it";
          case "closed" -> by + " closed it";
          case "joined" -> by + " is here";
          case "left" -> by + " left";
          case "invited" -> by + " invited " + whom;
          case "removed" -> by + " removed " + whom;
          case "banned", "muted" -> by + " " + event.what() + " " + whom;
          case "unbanned" -> by + " ended the ban of " + whom;
          case "unmuted" -> by + " ended the mute of " + whom;
          case "topic" -> by + " changed the topic";
          case "opened" -> by + " opened it for everybody";
          case "invite-only" -> by + " closed it for those who are not invited";
          case "history-all" -> by + " let new members read what was sent before";
          case "history-joined" -> by + " let new members read only what is sent since they joined";
          case "changed" -> by + " changed it";
          default -> by + " made " + whom + " its " + event.what();
        };
    boolean isInvited = isAboutSelf && event.what().equals("invited");
    var hint = isInvited ? ": /join " + event.room() : "";
    return lines("System: " + event.room() + ": " + TextSafety.safe(said) + hint + ".");
  }
}
