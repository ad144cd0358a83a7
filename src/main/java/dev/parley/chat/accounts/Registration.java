package dev.parley.chat.accounts;

import java.util.Optional;
import java.util.stream.Stream;

/** Who may register a new name. */
public enum Registration {
  /** Anybody who reaches a server. */
  OPEN("open"),

  /** Whoever has an {@link Invitation}. */
  INVITE("invite"),

  /** Nobody. */
  CLOSED("closed");

  private final String word;

  Registration(String word) {
    this.word = word;
  }

  /** The word of the settings and of the operator's requests. */
  public String word() {
    return word;
  }

  public static Optional<Registration> of(String word) {
    return Stream.of(values()).filter(mode -> mode.word.equals(word)).findFirst();
  }
}
