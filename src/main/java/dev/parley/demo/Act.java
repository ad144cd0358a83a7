package dev.parley.demo;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What the page may do to a server of the demonstration. */
public enum Act {
  /** Kill it: it says goodbye to nobody. */
  STOP,
  /** Start it again, with the data that it had. */
  START,
  /** Let it stand still, with its connections open. */
  FREEZE,
  /** Let it go on after it stood still. */
  RESUME,
  /** Lose some of the datagrams that reach it. */
  DROP,
  /** Let no datagram pass between it and the others. */
  CUT,
  /** Lose and cut nothing any more. */
  HEAL;

  /** The part of the datagrams that {@link #DROP} loses. */
  public static final int LOSS_PERCENT = 20;

  static Optional<Act> ofWord(String word) {
    return Stream.of(values()).filter(act -> act.word().equals(word)).findAny();
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
