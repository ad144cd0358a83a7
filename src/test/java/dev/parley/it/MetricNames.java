package dev.parley.it;

import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The names of this project's metrics, without their labels. */
final class MetricNames {
  private static final Pattern IN_PAGE = Pattern.compile("^\\| `(parley_\\w+)", Pattern.MULTILINE);
  private static final Pattern OF_NODE =
      Pattern.compile("^# TYPE (parley_\\w+) ", Pattern.MULTILINE);
  private static final Pattern SERIES = Pattern.compile("^(\\w+)[{ ]", Pattern.MULTILINE);
  // Words of the query language have no such beginnings.
  private static final Pattern ASKED =
      Pattern.compile("\\b((?:parley|jvm|process|system|logback)_\\w+)");
  private static final String LONGEST = "_max"; // of a histogram, said of each in the page

  private MetricNames() {}

  /** Those that the tables of the page describe. */
  static SortedSet<String> ofPage(String page) {
    return names(IN_PAGE, page);
  }

  /** Those that a node gives. */
  static SortedSet<String> ofNode(String metrics) {
    var names = names(OF_NODE, metrics);
    names.removeIf(name -> name.endsWith(LONGEST));
    return names;
  }

  /** Those of all series that a node gives: of a histogram each part. */
  static SortedSet<String> ofSeries(String metrics) {
    return names(SERIES, metrics);
  }

  /** Those that the expressions of a dashboard or of alerts ask for. */
  static SortedSet<String> asked(String expressions) {
    return names(ASKED, expressions);
  }

  private static SortedSet<String> names(Pattern pattern, String text) {
    var names = new TreeSet<String>();
    var found = pattern.matcher(text);
    while (found.find()) names.add(found.group(1));
    return names;
  }
}
