package dev.parley.group;

/**
 * Makes foreign text harmless in a line of the log, which a terminal shows: every character that
 * could end the line, hide, or change the terminal's state is replaced.
 */
public final class LogText {
  private static final int MARK = 0xFFFD;

  private LogText() {}

  /** {@code text} as one line, each dangerous character replaced by U+FFFD. */
  public static String safe(String text) {
    if (text.codePoints().noneMatch(LogText::isDangerous)) return text;
    var safe = new StringBuilder(text.length());
    text.codePoints().map(c -> isDangerous(c) ? MARK : c).forEach(safe::appendCodePoint);
    return safe.toString();
  }

  private static boolean isDangerous(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }
}
