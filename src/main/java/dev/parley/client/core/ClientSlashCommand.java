package dev.parley.client.core;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The slash commands, with the line that /help shows for each. */
public enum ClientSlashCommand {
  LIST("/list", "who is online"),
  MSG("/msg NAME TEXT", "send one message"),
  CHAT("/chat NAME", "chat with a user: each line is a message, quit ends it"),
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
  HELP("/help", "this list"),
  QUIT("/quit", "leave");

  private static final int USAGE_WIDTH = 18;

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

  /** Returns true if a user's name follows. */
  public boolean takesName() {
    return switch (this) {
      case MSG, CHAT, HISTORY, BLOCK, UNBLOCK -> true;
      default -> false;
    };
  }

  String usage() {
    return usage;
  }

  static List<String> helpLines() {
    return Arrays.stream(values())
        .map(w -> w.usage + " ".repeat(USAGE_WIDTH - w.usage.length()) + w.help)
        .toList();
  }
}
