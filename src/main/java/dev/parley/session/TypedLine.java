package dev.parley.session;

/** A line as a person typed it. */
final class TypedLine {
  private static final char BACKSPACE = '\b';
  private static final char DELETE = 0x7F;

  private TypedLine() {}

  /**
   * What is left when erased characters are taken back: a terminal that sends each key sends the
   * erasing keys as well.
   */
  static String withoutErased(String line) {
    if (line.indexOf(BACKSPACE) < 0 && line.indexOf(DELETE) < 0) return line;
    var kept = new StringBuilder();
    for (int c : line.codePoints().toArray()) {
      if (c != BACKSPACE && c != DELETE) kept.appendCodePoint(c);
      else if (!kept.isEmpty()) kept.setLength(kept.offsetByCodePoints(kept.length(), -1));
    }
    return kept.toString();
  }
}
