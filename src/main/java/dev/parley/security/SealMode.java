package dev.parley.security;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * How far a cluster has come from a wire without a key to a sealed one. A node moves on only when
 * all others have come as far as it has.
 */
public enum SealMode {
  /** Sends as before there was a key; takes sealed datagrams and others. */
  ACCEPT("accept"),
  /** Seals; takes sealed datagrams and others. */
  SEND("send"),
  /** Seals, and takes sealed datagrams only. */
  REQUIRE("require");

  private final String word;

  SealMode(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }

  public boolean seals() {
    return this != ACCEPT;
  }

  public boolean takesPlain() {
    return this != REQUIRE;
  }

  public static Optional<SealMode> ofWord(String word) {
    return Stream.of(values()).filter(mode -> mode.word.equals(word)).findFirst();
  }
}
