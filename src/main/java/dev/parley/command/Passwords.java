package dev.parley.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;

/** Passwords that the operator gives: typed unseen, read from a pipe, or drawn. */
final class Passwords {
  /** Without letters that look like others. */
  private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";

  private static final int LENGTH = 16; // of 32 letters each: 80 bits

  private Passwords() {}

  /**
   * Whether a person is at both ends: the script has looked, since a Java of later versions has a
   * console in any case.
   */
  static boolean isTerminal() {
    return Boolean.getBoolean("parley.terminal");
  }

  static String draw() {
    var random = new SecureRandom();
    return random
        .ints(LENGTH, 0, LETTERS.length())
        .collect(StringBuilder::new, (t, i) -> t.append(LETTERS.charAt(i)), StringBuilder::append)
        .toString();
  }

  // The script says whether there is a terminal, and not whether there is a console.
  @SuppressWarnings("SystemConsoleNull")
  static String ask(String question) {
    var console = isTerminal() ? System.console() : null;
    if (console == null) return piped();
    var typed = console.readPassword("%s", question);
    var again = typed == null ? null : console.readPassword("%s", "The same again: ");
    if (typed == null || again == null) throw none();
    if (!Arrays.equals(typed, again))
      throw new CommandProblem(CommandProblem.REFUSED, "The two differ: nothing was changed.");
    return new String(typed);
  }

  private static String piped() {
    try {
      var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      var line = in.readLine();
      if (line == null) throw none();
      return line;
    } catch (IOException e) {
      throw none();
    }
  }

  private static CommandProblem none() {
    return new CommandProblem(CommandProblem.NO_ANSWER, "No password was given.");
  }
}
