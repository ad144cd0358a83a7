package dev.parley.protocol.election;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How a round of an election finds the member that should try to lead. All of them name the largest
 * live one where nothing is lost; they differ in time and messages.
 */
public enum ElectionMode {
  /**
   * All live members first agree on who lives, then all initiate, and the winner acts after an
   * announcement lap.
   */
  CLASSIC,
  /**
   * The first member that misses the leader initiates, the others join by its token, and the winner
   * acts at once.
   */
  EAGER,
  /**
   * The first member that misses the leader tells the largest, which acts at once; after two rounds
   * that came to nothing as {@link #EAGER}.
   */
  JUMP;

  /** Says whether its first rounds tell the heirs, and not the ring. */
  boolean nominates() {
    return this == JUMP;
  }

  /** The word for it in the settings. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The mode that {@code word} names, in whatever case. */
  public static Optional<ElectionMode> ofWord(String word) {
    var wanted = word.toLowerCase(Locale.ROOT);
    return Arrays.stream(values()).filter(mode -> mode.word().equals(wanted)).findFirst();
  }

  /** All words. */
  public static List<String> words() {
    return Arrays.stream(values()).map(ElectionMode::word).toList();
  }
}
