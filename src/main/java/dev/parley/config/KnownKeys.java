package dev.parley.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Finds keys under {@code parley} that no setting reads, which are always a user's mistake. */
final class KnownKeys {
  /** A suggestion further away than this is no help. */
  private static final int MAX_DISTANCE = 4;

  /** The prefix under which each timer has a key. */
  private static final String LAN = "parley.profiles.lan.";

  private KnownKeys() {}

  /**
   * What start scripts give: the program's directory, and whether a person is at the terminal,
   * which a node has no use for and gets from the command that starts it for a demonstration.
   */
  private static final Set<String> OTHERS = Set.of("parley.home", "parley.terminal");

  static void check(Config root) {
    var known = keys(defaults());
    known.addAll(OTHERS);
    for (var key : keys(root)) {
      if (known.contains(key) || isTimer(key, known)) continue;
      var nearest = nearest(key, known).map(k -> " Did you mean '" + k + "'?").orElse("");
      throw new ConfigProblem("There is no setting '" + key + "'." + nearest);
    }
  }

  /**
   * Our own defaults: the libraries' refer to each other and cannot be listed before they are
   * resolved.
   */
  static Config defaults() {
    return ConfigFactory.parseResources("reference.conf").withOnlyPath("parley");
  }

  /** Every key that may be set one by one: those with defaults, and the timers beside a profile. */
  static Set<String> settable() {
    var settable = keys(defaults());
    for (var key : List.copyOf(settable)) {
      if (key.startsWith(LAN)) settable.add("parley.group." + key.substring(LAN.length()));
    }
    return settable;
  }

  private static boolean isTimer(String key, Set<String> known) {
    if (key.startsWith("parley.group.")) {
      return known.contains(key.replace("parley.group.", LAN));
    }
    // A user's own profile.
    return key.startsWith("parley.profiles.")
        && known.contains(LAN + key.substring(key.lastIndexOf('.') + 1));
  }

  private static Set<String> keys(Config config) {
    return config.entrySet().stream()
        .map(java.util.Map.Entry::getKey)
        .filter(key -> key.startsWith("parley."))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Optional<String> nearest(String key, Set<String> known) {
    return known.stream()
        .filter(candidate -> distance(key, candidate) <= MAX_DISTANCE)
        .min(Comparator.comparingInt(candidate -> distance(key, candidate)));
  }

  /** Edits between two words (Levenshtein). */
  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) previous[j] = j;
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitution = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(substitution, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[b.length()];
  }

  /** The library's message without its stack, as a sentence. */
  static String sentence(ConfigException e) {
    var text = String.valueOf(e.getMessage());
    return "A setting cannot be read: " + text + (text.endsWith(".") ? "" : ".");
  }
}
