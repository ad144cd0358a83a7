package dev.parley.session.dialect.irc;

import dev.parley.chat.model.RoomName;
import dev.parley.chat.model.UserName;
import dev.parley.chat.rooms.RoomMember;
import dev.parley.chat.rooms.RoomRole;
import dev.parley.replica.ReplicaProtocol.ListedRoom;
import dev.parley.replica.ReplicaProtocol.RoomEvent;
import dev.parley.replica.ReplicaProtocol.RoomTold;
import dev.parley.replica.ReplicaProtocol.RoomsListed;
import dev.parley.session.dialect.irc.IrcCapabilities.Capability;
import dev.parley.session.dialect.irc.IrcReplies.Line;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The rooms in which the client is, and what it is told of them. A user is in a room with all
 * clients: so one joins and leaves when the cluster says that the user did, and not when it asked.
 */
final class IrcRooms {
  /** A line that is carried out after the one before; {@code isTyped} by the client itself. */
  record Later(IrcLine line, boolean isTyped) {}

  /** As if a client that logs in had asked to join. */
  static final IrcLine ENTRY = new IrcLine(Optional.empty(), "JOIN", List.of());

  private final IrcReplies replies;
  private final IrcCapabilities capabilities;
  private final TreeSet<RoomName> joined = new TreeSet<>();

  /** Who has set the topics that the client must still be told. */
  private final Map<RoomName, UserName> topics = new TreeMap<>();

  /** The topics that the client has set and whose events may be still to come. */
  private final Map<RoomName, String> ownTopics = new TreeMap<>();

  /** The rooms that the client enters by a line with a label: all answers to it come together. */
  private final TreeSet<RoomName> entering = new TreeSet<>();

  /** At most the names that one line lists, and two questions for each room. */
  private final ArrayDeque<Later> later = new ArrayDeque<>();

  private boolean isReady;

  IrcRooms(IrcReplies replies, IrcCapabilities capabilities) {
    this.replies = replies;
    this.capabilities = capabilities;
  }

  /** Whether the client was put into the rooms of its user. */
  boolean isReady() {
    return isReady;
  }

  boolean isIn(RoomName room) {
    return joined.contains(room);
  }

  /** The rooms in which the client is, by name. */
  List<RoomName> joined() {
    return List.copyOf(joined);
  }

  void add(Later line) {
    if (!later.contains(line)) later.addLast(line);
  }

  private void ask(String command, RoomName room) {
    add(new Later(new IrcLine(Optional.empty(), command, List.of(room.spelling())), false));
  }

  Optional<Later> next() {
    return Optional.ofNullable(later.pollFirst());
  }

  /** The user's rooms, which the client joins by logging in, and their invitations. */
  List<Line> onEntry(RoomsListed listed, String self) {
    isReady = true;
    var lines = new ArrayList<Line>();
    for (var room : listed.rooms()) {
      var name = room.name();
      if (room.role().isPresent()) {
        lines.addAll(join(name, self));
        ask("JOIN", name);
      } else if (room.isInvited()) {
        lines.addAll(IrcReplies.own(List.of("INVITE " + self + " " + name)));
      }
    }
    return lines;
  }

  /** The rooms could not be asked for: the client learns of them as things happen there. */
  void onNoEntry() {
    isReady = true;
  }

  /** The client asks to be let in, and wants one answer to that. */
  void enter(RoomName room) {
    entering.add(room);
  }

  /** The request has come to nothing. */
  void notEntered(RoomName room) {
    entering.remove(room);
  }

  /** What comes of a room is never shown before the client is in it. */
  List<Line> beforePost(RoomName room, String self) {
    return entering.contains(room) ? join(room, self) : List.of();
  }

  private List<Line> join(RoomName room, String self) {
    entering.remove(room);
    return joined.add(room) ? List.of(replies.joined(self, room.spelling())) : List.of();
  }

  /** The user is not in the room any more, if the client is. */
  List<Line> part(RoomName room, String self) {
    return joined.remove(room) ? List.of(from(self, "PART " + room)) : List.of();
  }

  private Line from(String nick, String text) {
    return replies.from(nick, text);
  }

  // Answers.

  /** The list of rooms for a LIST, of all or of one. */
  static List<String> listed(IrcLine line, RoomsListed listed, String self) {
    var only = IrcRoomCommands.room(line);
    var lines = new ArrayList<String>();
    for (var room : listed.rooms())
      if (only.isEmpty() || only.get().equals(room.name()))
        lines.add("322 %s %s %d :%s".formatted(self, room.name(), room.members(), room.topic()));
    lines.addAll(IrcRoomCommands.end(line, self));
    return lines;
  }

  /** The list of invitations for an INVITE that names nobody. */
  static List<String> invitations(RoomsListed listed, String self) {
    var lines = new ArrayList<String>();
    for (var room : listed.rooms())
      if (room.isInvited()) lines.add("336 " + self + " " + room.name());
    lines.add("337 " + self + " :End of INVITE list");
    return lines;
  }

  /** The answer to a line that asks about a room; it also mends what the client knows of it. */
  List<Line> shown(IrcLine line, RoomTold told, String self) {
    var room = told.room();
    var lines = new ArrayList<Line>();
    boolean isIn = room.role().isPresent();
    lines.addAll(isIn ? join(room.name(), self) : part(room.name(), self));
    switch (line.command()) {
      case "JOIN" -> {
        entering.remove(room.name());
        if (!isIn) return lines; // this server does not know it yet
        later.removeIf(l -> isAboutJoin(l, room.name())); // this is the answer to it as well
        if (!room.topic().isEmpty()) lines.addAll(IrcReplies.own(List.of(topic(room, self))));
        lines.addAll(IrcReplies.own(names(told, self)));
      }
      case "WHO" -> lines.addAll(IrcReplies.own(who(line, told, self)));
      case "MODE" -> lines.addAll(IrcReplies.own(modes(line, told, self)));
      case "TOPIC" -> lines.addAll(topicLine(room, self));
      default -> lines.addAll(IrcReplies.own(names(told, self)));
    }
    return lines;
  }

  private static List<String> modes(IrcLine line, RoomTold told, String self) {
    var room = told.room();
    return IrcBans.isAbout(line)
        ? IrcBans.listed(told, self)
        : List.of("324 " + self + " " + room.name() + (room.isOpen() ? " +nt" : " +int"));
  }

  private static boolean isAboutJoin(Later later, RoomName room) {
    var line = later.line();
    return line.command().equals("JOIN") && IrcRoomCommands.room(line).equals(Optional.of(room));
  }

  private List<Line> topicLine(ListedRoom room, String self) {
    var by = topics.remove(room.name());
    if (by == null) return IrcReplies.own(List.of(topic(room, self)));
    return room.topic().equals(ownTopics.remove(room.name()))
        ? List.of()
        : List.of(from(by.spelling(), "TOPIC " + room.name() + " :" + room.topic()));
  }

  /** The client itself has set a topic. */
  List<Line> onTopicSet(RoomName room, String topic, String self) {
    if (isIn(room)) ownTopics.put(room, topic);
    return List.of(from(self, "TOPIC " + room + " :" + topic));
  }

  private static String topic(ListedRoom room, String self) {
    return room.topic().isEmpty()
        ? "331 " + self + " " + room.name() + " :No topic is set"
        : "332 " + self + " " + room.name() + " :" + room.topic();
  }

  private List<String> names(RoomTold told, String self) {
    var room = told.room().name();
    var nicks = new ArrayList<String>();
    for (var member : told.members()) nicks.add(mark(member) + replies.member(nick(member)));
    var head = "353 " + self + (told.room().isOpen() ? " = " : " @ ") + room + " :";
    var lines = new ArrayList<>(IrcReplies.listed(head, nicks, " ", ""));
    lines.add(IrcRoomCommands.endOfNames(room.spelling(), self));
    return lines;
  }

  private static List<String> who(IrcLine line, RoomTold told, String self) {
    var lines = new ArrayList<String>();
    var form = new IrcWho(line);
    for (var member : told.members()) {
      var here = told.online().contains(member.account().name()) ? "H" : "G";
      var room = told.room().name().spelling();
      lines.add(form.line(room, nick(member), here + mark(member), self));
    }
    lines.addAll(IrcRoomCommands.end(line, self));
    return lines;
  }

  private static String nick(RoomMember member) {
    return member.account().name().spelling();
  }

  private static String mark(RoomMember member) {
    if (member.role() == RoomRole.MEMBER) return "";
    return member.role() == RoomRole.OWNER ? "~" : "@";
  }

  // Events.

  /** The lines for what has happened in a room. */
  List<Line> onEvent(RoomEvent event, String self) {
    var room = spelled(event.room());
    // What came before the list of rooms is in the list.
    if (!isReady) return List.of();
    if (event.what().equals("changed")) ask("NAMES", room);
    if (event.by().isEmpty()) return withoutAuthor(event.what(), room, self);
    var by = event.by().get().spelling();
    var whom = event.whom().map(UserName::spelling).orElse("");
    boolean isBySelf = by.equalsIgnoreCase(self);
    boolean isAboutSelf = whom.equalsIgnoreCase(self);
    if (isBySelf && (event.what().equals("joined") || event.what().equals("created"))) {
      if (entering.contains(room)) return List.of();
      if (!isIn(room)) ask("JOIN", room);
      return join(room, self);
    }
    if (isAboutSelf && event.what().equals("invited"))
      return List.of(from(by, "INVITE " + self + " " + room));
    if (!isIn(room)) return List.of();
    switch (event.what()) {
      case "topic" -> {
        topics.put(room, event.by().get());
        ask("TOPIC", room);
      }
      case "left" -> {
        if (isBySelf) return part(room, self);
      }
      case "closed" -> {
        if (isBySelf) return part(room, self);
        joined.remove(room);
      }
      case "removed" -> {
        if (isAboutSelf) joined.remove(room);
      }
      default -> {}
    }
    return line(event.what(), room, by, whom, self);
  }

  /** The operator has closed the room, or another part of the cluster has decided something. */
  private List<Line> withoutAuthor(String what, RoomName room, String self) {
    if (!what.equals("closed") || !joined.remove(room)) return List.of();
    return IrcReplies.own(List.of("KICK " + room + " " + self + " :The operator closed the room"));
  }

  /** In an event a room is spelled as whoever caused it did. */
  private RoomName spelled(RoomName room) {
    return isIn(room) ? joined.tailSet(room).first() : room;
  }

  private List<Line> line(String what, RoomName room, String by, String whom, String self) {
    return switch (what) {
      case "joined" -> List.of(replies.joined(by, room.spelling()));
      case "left" -> List.of(from(by, "PART " + room));
      case "removed" -> List.of(from(by, "KICK " + room + " " + whom + " :removed"));
      case "closed" -> List.of(from(by, "KICK " + room + " " + self + " :The room is closed"));
      case "opened" -> List.of(from(by, "MODE " + room + " -i"));
      case "invite-only" -> List.of(from(by, "MODE " + room + " +i"));
      // Which role they had is not known: a client takes the end of one that it did not know of.
      case "owner" -> List.of(from(by, "MODE %s +q-o %s %s".formatted(room, whom, whom)));
      case "moderator" -> List.of(from(by, "MODE %s -q+o %s %s".formatted(room, whom, whom)));
      case "member" -> List.of(from(by, "MODE %s -qo %s %s".formatted(room, whom, whom)));
      case "banned" -> List.of(from(by, "MODE %s +b %s".formatted(room, IrcBans.mask(whom))));
      case "unbanned" -> List.of(from(by, "MODE %s -b %s".formatted(room, IrcBans.mask(whom))));
      case "muted", "unmuted" ->
          IrcReplies.own(List.of("NOTICE %s :%s %s %s".formatted(room, by, what, whom)));
      case "invited" ->
          capabilities.has(Capability.INVITE_NOTIFY)
              ? List.of(from(by, "INVITE " + whom + " " + room))
              : List.of();
      default -> List.of();
    };
  }
}
