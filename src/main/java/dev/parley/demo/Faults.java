package dev.parley.demo;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The datagrams that a server of a demonstration drops, as the line by which it is told so: the
 * percentage that is lost, and the nodes of which nothing arrives.
 */
public record Faults(int lossPercent, Set<String> cut) {
  public static final Faults NONE = new Faults(0, Set.of());

  private static final String WORD = "faults";
  private static final int ALL = 100;

  public Faults {
    cut = Set.copyOf(cut);
  }

  public String line() {
    return (WORD + " " + lossPercent + " " + String.join(" ", new TreeSet<>(cut))).strip();
  }

  /** Nothing for any other line. */
  public static Optional<Faults> ofLine(String line) {
    var words = line.strip().split(" +");
    if (words.length < 2 || !words[0].equals(WORD) || !words[1].matches("\\d{1,3}"))
      return Optional.empty();
    int percent = Integer.parseInt(words[1]);
    if (percent > ALL) return Optional.empty();
    return Optional.of(
        new Faults(percent, Set.copyOf(Arrays.asList(words).subList(2, words.length))));
  }
}
