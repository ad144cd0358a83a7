package dev.parley.client.core;

import dev.parley.chat.model.RoomName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** The slash commands, with the line that /help shows for each. */
public enum ClientSlashCommand {
  LIST("/list", "who is online"),
  MSG("/msg NAME TEXT", "send one message"),
  CHAT("/chat NAME", "chat with a user: each line is a message, quit ends it"),
  ROOMS("/rooms", "your rooms, and those that you may join"),
  CREATE("/create #ROOM TOPIC", "make a room, and chat there; a topic may follow"),
  JOIN("/join #ROOM", "be in a room, and chat there"),
  INVITE("/invite #ROOM NAME", "let a user join"),
  MEMBERS("/members #ROOM", "who is in a room"),
  LEAVE("/leave #ROOM", "be in a room no more"),
  TOPIC("/topic #ROOM TEXT", "what a room is for"),
  REMOVE("/remove #ROOM NAME", "remove a user from a room, or their invitation"),
  ROLE("/role #ROOM NAME ROLE", "make a member its owner, moderator or member"),
  CLOSE("/close #ROOM", "end a room for all"),
  HISTORY("/history [COUNT]", "the last messages of this chat, or with /history NAME [COUNT]"),
  BLOCK("/block NAME", "get no messages from a user, and be offline for them"),
  UNBLOCK("/unblock NAME", "end that"),
  BLOCKS("/blocks", "whom you have blocked"),
  STATUS("/status", "the cluster as the server knows it"),
  WAITING("/waiting", "messages that no server has accepted yet"),
  PASSWORD("/password", "change your password"),
  LOGIN("/login", "type your password again, after your login has expired"),
  SESSIONS("/sessions", "where you are logged in, and since when"),
  DEVICES("/devices", "your clients, also those that are not logged in"),
  END("/end DEVICE", "end one of them: it needs the password next time"),
  LOGOUT("/logout [all]", "leave, and ask for the password next time; all: everywhere"),
  HELP("/help", "this list; /help rooms: what can be done in rooms"),
  QUIT("/quit", "leave");

  /** What may stand at a place of a line. */
  public enum Place {
    TEXT,
    NAME,
    ROOM,
    NAME_OR_ROOM;

    /** Whether the name of this user or room may stand there. */
    public boolean takes(String name) {
      if (this == TEXT) return false;
      return this == NAME_OR_ROOM || (this == ROOM) == RoomName.isMarked(name);
    }
  }

  private static final List<String> ABOUT_ROOMS =
      List.of(
          "In a chat in a room, commands other than /create and /close need no #ROOM.",
          "/msg, /chat and /history take a room as well. /rooms lists them.");

  private final String usage;
  private final String help;

  ClientSlashCommand(String usage, String help) {
    this.usage = usage;
    this.help = help;
  }

  /** The command that a line begins with, in any case of letters. */
  public static Optional<ClientSlashCommand> of(String word) {
    return Arrays.stream(values())
        .filter(w -> w.text().equals(word.toLowerCase(Locale.ROOT)))
        .findFirst();
  }

  public String text() {
    return "/" + name().toLowerCase(Locale.ROOT);
  }

  /** What stands at the place {@code index}, from 1; {@code first} is what stands at the first. */
  public Place at(int index, String first) {
    boolean isNext = index == 2 && RoomName.isMarked(first);
    return switch (this) {
      case MSG, CHAT, HISTORY -> index == 1 ? Place.NAME_OR_ROOM : Place.TEXT;
      case BLOCK, UNBLOCK -> index == 1 ? Place.NAME : Place.TEXT;
      case JOIN, MEMBERS, LEAVE, TOPIC, CLOSE -> index == 1 ? Place.ROOM : Place.TEXT;
      case INVITE, REMOVE, ROLE ->
          index == 1 ? Place.NAME_OR_ROOM : isNext ? Place.NAME : Place.TEXT;
      default -> Place.TEXT;
    };
  }

  /** Whether it is about rooms, and nothing else. */
  public boolean isAboutRooms() {
    return this == ROOMS || usage.contains("#");
  }

  String usage() {
    return usage;
  }

  static List<String> helpLines() {
    return lines(command -> command == ROOMS || !command.isAboutRooms());
  }

  static List<String> helpLinesAboutRooms() {
    var lines = new ArrayList<>(lines(command -> command.usage.contains("#")));
    lines.addAll(ABOUT_ROOMS);
    return List.copyOf(lines);
  }

  private static List<String> lines(Predicate<ClientSlashCommand> isShown) {
    var shown = Arrays.stream(values()).filter(isShown).toList();
    int width = 2 + shown.stream().mapToInt(word -> word.usage.length()).max().orElse(0);
    return shown.stream()
        .map(word -> word.usage + " ".repeat(width - word.usage.length()) + word.help)
        .toList();
  }
}
