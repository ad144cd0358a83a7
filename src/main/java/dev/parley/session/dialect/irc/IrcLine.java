package dev.parley.session.dialect.irc;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A line of an IRC client (RFC 2812, 2.3.1, with the message tags of IRCv3): the label tag, the
 * command in capitals, and its parameters. A prefix is ignored, as servers do.
 */
record IrcLine(Optional<String> label, String command, List<String> parameters) {
  /** The longest line, in bytes without tags and line end: RFC 2812 allows 512 with CR LF. */
  static final int MAX_BYTES = 510;

  /** The most bytes of tags, with their {@code @} and blank (IRCv3 message tags). */
  static final int MAX_TAG_BYTES = 4_096;

  /** The longest label, in bytes (IRCv3 labeled responses). */
  static final int MAX_LABEL_BYTES = 64;

  static final int MAX_PARAMETERS = 15;

  IrcLine {
    parameters = List.copyOf(parameters);
  }

  /** Whether a line is longer than a client may send. */
  static boolean isTooLong(String line) {
    int tags = line.startsWith("@") ? line.indexOf(' ') + 1 : 0;
    return bytes(line.substring(0, tags)) > MAX_TAG_BYTES
        || bytes(line.substring(tags)) > MAX_BYTES;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** Parses a line; empty for a line without a command. */
  static Optional<IrcLine> parse(String line) {
    var rest = withoutBlanks(line);
    Optional<String> label = Optional.empty();
    if (rest.startsWith("@")) {
      label = label(firstWord(rest).substring(1));
      rest = withoutFirstWord(rest);
    }
    if (rest.startsWith(":")) rest = withoutFirstWord(rest);
    if (rest.isEmpty()) return Optional.empty();
    var command = firstWord(rest).toUpperCase(Locale.ROOT);
    return Optional.of(new IrcLine(label, command, parameters(withoutFirstWord(rest))));
  }

  private static Optional<String> label(String tags) {
    for (var tag : tags.split(";", -1)) {
      if (!tag.startsWith("label=")) continue;
      var value = tag.substring("label=".length());
      // The label is sent back unchanged, and must not be able to end the line.
      boolean isValid =
          !value.isEmpty()
              && bytes(value) <= MAX_LABEL_BYTES
              && value.chars().noneMatch(Character::isISOControl);
      return isValid ? Optional.of(value) : Optional.empty();
    }
    return Optional.empty();
  }

  private static List<String> parameters(String text) {
    var parameters = new ArrayList<String>();
    var rest = text;
    while (!rest.isEmpty()) {
      if (rest.startsWith(":") || parameters.size() == MAX_PARAMETERS - 1) {
        parameters.add(rest.startsWith(":") ? rest.substring(1) : rest);
        break;
      }
      parameters.add(firstWord(rest));
      rest = withoutFirstWord(rest);
    }
    return parameters;
  }

  private static String firstWord(String text) {
    int blank = text.indexOf(' ');
    return blank < 0 ? text : text.substring(0, blank);
  }

  private static String withoutFirstWord(String text) {
    int blank = text.indexOf(' ');
    return blank < 0 ? "" : withoutBlanks(text.substring(blank));
  }

  /** Only blanks come between parameters; blanks at the end may belong to a text or a password. */
  private static String withoutBlanks(String text) {
    int start = 0;
    while (start < text.length() && text.charAt(start) == ' ') start++;
    return text.substring(start);
  }

  /**
   * Whether this is a NOTICE, which is never answered (RFC 2812, 3.3.2), so that two programs
   * cannot answer each other for ever.
   */
  boolean isNotice() {
    return command.equals("NOTICE");
  }

  /** The same line of a client that is answered without labels. */
  IrcLine withoutLabel() {
    return new IrcLine(Optional.empty(), command, parameters);
  }

  /** The parameter at {@code index}, or the empty text. */
  String parameter(int index) {
    return index < parameters.size() ? parameters.get(index) : "";
  }
}
