package dev.parley.chat.model;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of an account: 1 to 32 of {@code A-Z a-z 0-9 . _ -}, where the first is a letter or a
 * digit. Names are compared without regard to case.
 */
public final class UserName implements Comparable<UserName> {
  public static final int MAX_LENGTH = 32;

  private static final Pattern ALLOWED =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0," + (MAX_LENGTH - 1) + "}");

  private final String spelling;
  private final String key;

  private UserName(String spelling) {
    this.spelling = spelling;
    this.key = spelling.toLowerCase(Locale.ROOT);
  }

  /**
   * The name in {@code text}, or nothing if it is not one. Blanks around it are not removed here.
   */
  public static Optional<UserName> parse(String text) {
    return ALLOWED.matcher(text).matches() ? Optional.of(new UserName(text)) : Optional.empty();
  }

  /** Like {@link #parse}, for text that was checked before: any other text is a bug. */
  public static UserName of(String text) {
    return parse(text)
        .orElseThrow(() -> new IllegalArgumentException("not a user name: '" + text + "'"));
  }

  /** The name as the user typed it at registration. */
  public String spelling() {
    return spelling;
  }

  /** Whether this is {@code other} to the letter. */
  boolean isSpelledAs(UserName other) {
    return spelling.equals(other.spelling);
  }

  /**
   * The case-folded spelling, by which names are compared. It is stored in the ids of messages, in
   * databases, tickets and digests: it must not change.
   */
  public String key() {
    return key;
  }

  /**
   * What is left of the name at a glance: names with the same skeleton are taken for each other in
   * many fonts. Kept nowhere, so it may change: registered names are never compared again.
   */
  public String skeleton() {
    var skeleton = new StringBuilder(key.length());
    for (int i = 0; i < key.length(); i++) skeleton.append(shape(key.charAt(i)));
    int end = skeleton.length();
    while (end > 0 && isPunctuation(skeleton.charAt(end - 1))) end--;
    skeleton.setLength(end);
    var shaped = skeleton.toString().replace("rn", "m");
    return shaped.equals(key) ? key : shaped; // many are kept
  }

  private static char shape(char c) {
    return switch (c) {
      case '0' -> 'o';
      case '1', 'i' -> 'l';
      default -> c;
    };
  }

  private static boolean isPunctuation(char c) {
    return c == '.' || c == '_' || c == '-';
  }

  @Override
  public int compareTo(UserName other) {
    return this == other ? 0 : key.compareTo(other.key);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof UserName name && key.equals(name.key);
  }

  @Override
  public int hashCode() {
    return key.hashCode();
  }

  @Override
  public String toString() {
    return spelling;
  }
}
