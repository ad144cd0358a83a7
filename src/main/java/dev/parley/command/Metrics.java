package dev.parley.command;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The figures of a node at one moment, each summed over its labels. */
record Metrics(Map<String, Double> sums) {
  private static final Pattern LINE =
      Pattern.compile("^(\\w+)(?:\\{[^}]*})? (\\S+)$", Pattern.MULTILINE);

  /** Reads the text format of Prometheus; what is no number is left out. */
  static Metrics of(String text) {
    var sums = new HashMap<String, Double>();
    var found = LINE.matcher(text);
    while (found.find()) {
      var value = number(found.group(2));
      if (Double.isFinite(value)) sums.merge(found.group(1), value, Double::sum);
    }
    return new Metrics(sums);
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN; // "+Inf", the end of a histogram's last bucket
    }
  }

  double get(String name) {
    return sums.getOrDefault(name, 0.0);
  }

  /** How fast a counter has grown since {@code before}, a second; one that began anew has not. */
  double rate(String name, Metrics before, double seconds) {
    return Math.max(0, get(name) - before.get(name)) / seconds;
  }
}
