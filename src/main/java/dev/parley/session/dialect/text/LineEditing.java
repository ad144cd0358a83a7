package dev.parley.session.dialect.text;

/** A line as a person typed it. */
final class LineEditing {
  private static final char BACKSPACE = '\b';
  private static final char DELETE = 0x7F;

  /** Ctrl-U, or telnet's own command, which erases the whole line. */
  private static final char KILL = 0x15;

  private LineEditing() {}

  /**
   * The line without its erased characters: a terminal that sends each key sends the erasing keys
   * as well.
   */
  static String withoutErased(String line) {
    if (line.chars().noneMatch(c -> c == BACKSPACE || c == DELETE || c == KILL)) return line;
    var kept = new StringBuilder();
    for (int c : line.codePoints().toArray()) {
      if (c == KILL) kept.setLength(0);
      else if (c != BACKSPACE && c != DELETE) kept.appendCodePoint(c);
      else if (!kept.isEmpty()) kept.setLength(kept.offsetByCodePoints(kept.length(), -1));
    }
    return kept.toString();
  }
}
