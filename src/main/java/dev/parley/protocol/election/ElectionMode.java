package dev.parley.protocol.election;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The way in which a round of an election finds the member that should try to lead. All of them
 * name the largest live one where nothing is lost; they differ in time and messages.
 */
public enum ElectionMode {
  /**
   * All live members first agree on the live members, then all initiate, and the winner acts after
   * an announcement lap.
   */
  CLASSIC,
  /**
   * The first member that misses the leader initiates, the others join by its token, and the winner
   * acts at once.
   */
  EAGER,
  /**
   * The first member that misses the leader notifies the largest, which acts at once; after two
   * rounds without a result as {@link #EAGER}.
   */
  JUMP;

  /** The name of the mode in the settings. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The mode that {@code word} names, in any case of letters. */
  public static Optional<ElectionMode> ofWord(String word) {
    var wanted = word.toLowerCase(Locale.ROOT);
    return Arrays.stream(values()).filter(mode -> mode.word().equals(wanted)).findFirst();
  }

  /** All words. */
  public static List<String> words() {
    return Arrays.stream(values()).map(ElectionMode::word).toList();
  }
}
