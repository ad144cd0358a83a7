package dev.parley.chat.model;

import java.util.Optional;

/** The name of a room: {@code #} and a name as users have, compared without regard to case. */
public record RoomName(UserName plain) implements Comparable<RoomName> {
  private static final char MARK = '#';

  /** The name in {@code text}, or nothing if it is not one. */
  public static Optional<RoomName> parse(String text) {
    return isMarked(text) ? UserName.parse(text.substring(1)).map(RoomName::new) : Optional.empty();
  }

  /** Like {@link #parse}, for text that was checked before: any other text is a bug. */
  public static RoomName of(String text) {
    return parse(text)
        .orElseThrow(() -> new IllegalArgumentException("not a name of a room: '" + text + "'"));
  }

  /** Whether {@code text} is meant as the name of a room. */
  public static boolean isMarked(String text) {
    return !text.isEmpty() && text.charAt(0) == MARK;
  }

  public String spelling() {
    return MARK + plain.spelling();
  }

  /** The case-folded spelling. */
  public String key() {
    return MARK + plain.key();
  }

  @Override
  public int compareTo(RoomName other) {
    return plain.compareTo(other.plain);
  }

  @Override
  public String toString() {
    return spelling();
  }
}
