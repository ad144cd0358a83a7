package dev.parley.chat.model;

import dev.parley.chat.model.Refusal.Code;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The rules for texts and passwords; a refusal says what to change. */
public final class TextRules {
  /** The shortest and longest password, in characters. */
  public static final int MIN_PASSWORD_LENGTH = 8;

  public static final int MAX_PASSWORD_LENGTH = 128;

  /** The most lines of a text: each of them may cost a line with the sender's name. */
  public static final int MAX_LINES = 200;

  private TextRules() {}

  public static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /**
   * Checks that a text has 1 to {@link Mail#MAX_TEXT_BYTES} bytes, at most {@link #MAX_LINES} lines
   * and no control characters other than tab and line feed.
   */
  public static Optional<Refusal> checkText(String text) {
    if (text.isEmpty()) return refuse(Code.TEXT_INVALID, "The message is empty: type some text.");
    if (text.length() > Mail.MAX_TEXT_BYTES || bytes(text) > Mail.MAX_TEXT_BYTES) {
      return refuse(
          Code.TEXT_TOO_LONG,
          "The message is longer than " + Mail.MAX_TEXT_BYTES + " bytes: send it in parts.");
    }
    if (!isWhole(text)) {
      return refuse(Code.TEXT_INVALID, "The message contains an incomplete character: remove it.");
    }
    int lines = 1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') lines++;
      else if (Character.isISOControl(c) && c != '\t')
        return refuse(
            Code.TEXT_INVALID,
            "The message contains a control character (number " + (int) c + "): remove it.");
    }
    if (lines > MAX_LINES)
      return refuse(
          Code.TEXT_INVALID,
          "The message has more than " + MAX_LINES + " lines: send it in parts.");
    return Optional.empty();
  }

  /** Whether {@code text} has no halves of surrogate pairs, which UTF-8 cannot encode. */
  public static boolean isWhole(String text) {
    int i = 0;
    while (i < text.length()) {
      boolean isHalf = Character.isSurrogate(text.charAt(i));
      if (isHalf && !isPairAt(text, i)) return false;
      i += isHalf ? 2 : 1;
    }
    return true;
  }

  private static boolean isPairAt(String text, int i) {
    return i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
  }

  public static boolean isTooLongForPassword(String text) {
    return text.codePointCount(0, text.length()) > MAX_PASSWORD_LENGTH;
  }

  public static Optional<Refusal> checkPassword(String password) {
    int length = password.codePointCount(0, password.length());
    if (length >= MIN_PASSWORD_LENGTH && length <= MAX_PASSWORD_LENGTH) return Optional.empty();
    return refuse(
        Code.PASSWORD_INVALID,
        "A password has "
            + MIN_PASSWORD_LENGTH
            + " to "
            + MAX_PASSWORD_LENGTH
            + " characters, this one has "
            + length
            + ": choose another.");
  }

  /** The refusal of a text that is not a name. */
  public static Refusal nameRefusal() {
    return Refusal.of(
        Code.NAME_INVALID,
        "A name has 1 to "
            + UserName.MAX_LENGTH
            + " of A-Z a-z 0-9 . _ - and begins with a letter or a digit: choose another.");
  }

  /** The refusal of a text that is not the name of a room. */
  public static Refusal roomNameRefusal() {
    return Refusal.of(
        Code.NAME_INVALID,
        "The name of a room is # and 1 to "
            + UserName.MAX_LENGTH
            + " of A-Z a-z 0-9 . _ - that begin with a letter or a digit: choose another.");
  }

  private static Optional<Refusal> refuse(Code code, String sentence) {
    return Optional.of(Refusal.of(code, sentence));
  }
}
