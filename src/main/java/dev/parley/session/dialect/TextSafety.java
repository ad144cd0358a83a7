package dev.parley.session.dialect;

/**
 * Makes other users' text harmless on a terminal: characters that would move the cursor, change the
 * terminal's state or turn the writing direction are shown as a mark.
 */
public final class TextSafety {
  private static final int MARK = 0xFFFD;

  private TextSafety() {}

  /** The text with each dangerous character replaced by U+FFFD. Tab stays. */
  public static String safe(String text) {
    if (text.codePoints().noneMatch(TextSafety::isDangerous)) return text;
    var safe = new StringBuilder(text.length());
    text.codePoints().map(c -> isDangerous(c) ? MARK : c).forEach(safe::appendCodePoint);
    return safe.toString();
  }

  private static boolean isDangerous(int c) {
    return isControl(c) || isBidiControl(c) || isLineSeparator(c) || isLoneSurrogate(c);
  }

  /** C0 with the escape character, DEL and C1, where 0x9B is an escape sequence of its own. */
  private static boolean isControl(int c) {
    return (c < 0x20 && c != '\t') || (c >= 0x7F && c <= 0x9F);
  }

  /** Unicode's Bidi_Control: marks, embeddings, overrides and isolates. */
  private static boolean isBidiControl(int c) {
    return c == 0x061C
        || c == 0x200E
        || c == 0x200F
        || (c >= 0x202A && c <= 0x202E)
        || (c >= 0x2066 && c <= 0x2069);
  }

  /** A message is one line: it must not be able to look like two. */
  private static boolean isLineSeparator(int c) {
    return c == 0x2028 || c == 0x2029;
  }

  private static boolean isLoneSurrogate(int c) {
    return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
  }
}
