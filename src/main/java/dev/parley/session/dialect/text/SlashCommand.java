package dev.parley.session.dialect.text;

import dev.parley.chat.model.UserName;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The commands of the text dialect that work everywhere, with the line that /help prints for each.
 */
enum SlashCommand {
  LIST("/list", "who is online", true),
  MSG("/msg NAME TEXT", "send one message", true),
  CHAT("/chat NAME", "chat with a user: each line is a message, quit ends it", true),
  ROOMS("/rooms", "your rooms, and those that you may join", true),
  CREATE("/create #ROOM", "make a room, and chat there; a topic may follow", true),
  JOIN("/join #ROOM", "be in a room, and chat there", true),
  INVITE("/invite #R NAME", "let a user join; in a chat there, without #R", true),
  MEMBERS("/members #ROOM", "who is in a room", true),
  LEAVE("/leave #ROOM", "be in a room no more", true),
  BAN("/ban #R NAME", "remove a user from a room for good", true),
  UNBAN("/unban #R NAME", "end that", true),
  MUTE("/mute #R NAME", "refuse what a user writes to a room", true),
  UNMUTE("/unmute #R NAME", "end that", true),
  HISTORY("/history N NAME", "the last N messages with a user; N and NAME may be left out", true),
  SEARCH("/search TEXT", "your last messages with these words", true),
  BLOCK("/block NAME", "get no messages from a user, and be offline for them", true),
  UNBLOCK("/unblock NAME", "end that", true),
  BLOCKS("/blocks", "whom you have blocked", true),
  WATCH("/watch NAME", "be told when a user comes and goes, however many are online", true),
  UNWATCH("/unwatch NAME", "end that", true),
  STATUS("/status", "the cluster as this server knows it", false),
  SESSIONS("/sessions", "where you are logged in, and since when", true),
  DEVICES("/devices", "your clients, also those that are not logged in", true),
  PASSWORD("/password", "change your password", true),
  LOGOUT("/logout all", "log off everywhere, and end all logins without a password", true),
  HELP("/help", "this list", false),
  QUIT("/quit", "log off and close the connection", false);

  private static final int USAGE_WIDTH = 16;

  private final String usage;
  private final String help;
  private final boolean needsLogin;

  SlashCommand(String usage, String help, boolean needsLogin) {
    this.usage = usage;
    this.help = help;
    this.needsLogin = needsLogin;
  }

  /** The command with this word, slash included, in upper or lower case. */
  static Optional<SlashCommand> of(String word) {
    return Arrays.stream(values())
        .filter(command -> command.word().equals(word.toLowerCase(Locale.ROOT)))
        .findFirst();
  }

  String word() {
    return "/" + name().toLowerCase(Locale.ROOT);
  }

  String usage() {
    return usage;
  }

  boolean isAboutRooms() {
    return usage.contains("#");
  }

  boolean needsLogin() {
    return needsLogin;
  }

  /** The name after the command's word, if it is a valid one. */
  static Optional<UserName> addressee(String[] words) {
    return words.length < 2 ? Optional.empty() : UserName.parse(words[1]);
  }

  /** One line for each command, with line ends. */
  static String helpText() {
    return Arrays.stream(values())
        .map(c -> c.usage + " ".repeat(USAGE_WIDTH - c.usage.length()) + c.help + "\r\n")
        .collect(Collectors.joining());
  }
}
