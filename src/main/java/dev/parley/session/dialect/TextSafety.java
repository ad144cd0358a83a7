package dev.parley.session.dialect;

/**
 * Makes other users' text harmless on a terminal: characters that would move the cursor, change the
 * terminal's state, turn the writing direction or not be seen are shown as a mark.
 */
public final class TextSafety {
  private static final int MARK = 0xFFFD;

  private TextSafety() {}

  /** The text with each dangerous character replaced by U+FFFD. Tab stays. */
  public static String safe(String text) {
    if (isPrintableAscii(text) || text.codePoints().noneMatch(TextSafety::isSuspicious))
      return text;
    int[] points = text.codePoints().toArray();
    var safe = new StringBuilder(text.length());
    boolean isChanged = false;
    for (int i = 0; i < points.length; i++) {
      boolean isMarked = isMarked(points, i);
      isChanged |= isMarked;
      safe.appendCodePoint(isMarked ? MARK : points[i]);
    }
    return isChanged ? safe.toString() : text;
  }

  private static boolean isPrintableAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~') return false;
    }
    return true;
  }

  private static boolean isMarked(int[] text, int i) {
    int c = text[i];
    if (isDangerous(c)) return true;
    return InvisibleCharacters.isInvisible(c) && !InvisibleCharacters.isShaping(text, i);
  }

  private static boolean isSuspicious(int c) {
    return isDangerous(c) || InvisibleCharacters.isInvisible(c);
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
