package dev.parley.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A run as a space-time diagram: a picture, or the lines that ShiViz reads. */
final class RunDiagram {
  /** A picture with more is none to look at, and slow to open. */
  static final int MAX_POINTS = 4_000;

  private static final int LEFT = 160;
  private static final int TOP = 40;
  private static final int LANE = 80;
  private static final int WIDTH = 1_600;
  private static final double NANOS_OF_A_SECOND = 1e9;
  private static final List<String> COLOURS =
      List.of("#0b5cad", "#1a7f37", "#a4480b", "#7a3fb5", "#00707a", "#a8285a");

  /** What ShiViz is to be told to read the lines by. */
  private static final String SHIVIZ = "(?<host>\\S*) (?<clock>\\{.*\\})\\n(?<event>.*)";

  private final List<RunEvent> events;
  private final Map<String, Integer> lanes = new TreeMap<>();
  private final long from;
  private final long to;

  /** {@code events}: in the order of time, {@link #MAX_POINTS} at most. */
  RunDiagram(List<RunEvent> events) {
    this.events = events;
    events.forEach(event -> lanes.put(event.node(), 0));
    int next = 0;
    for (var lane : lanes.entrySet()) lane.setValue(next++);
    from = events.isEmpty() ? 0 : events.get(0).at();
    to = events.isEmpty() ? 1 : Math.max(from + 1, events.get(events.size() - 1).at());
  }

  String svg() {
    var svg = new StringBuilder();
    int height = TOP + LANE * Math.max(1, lanes.size());
    svg.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                .formatted(WIDTH, height)
            + " font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
    lanes.forEach(
        (node, lane) -> {
          svg.append(line(LEFT, y(node), WIDTH, y(node), "#d5dae1"));
          svg.append(
              "<text x=\"8\" y=\"%d\" font-weight=\"600\" fill=\"%s\">%s</text>\n"
                  .formatted(y(node) + 4, colour(node), escaped(node)));
        });
    var sent = new LinkedHashMap<String, RunEvent>();
    for (var event : events) svg.append(drawn(event, sent));
    return svg.append("</svg>\n").toString();
  }

  /** {@code sent}: the messages of before, by their dots. */
  private String drawn(RunEvent event, Map<String, RunEvent> sent) {
    int y = y(event.node());
    double x = x(event.at());
    var title = "%s: %s %s".formatted(event.node(), event.kind(), event.dot() + event.text());
    return switch (event.kind()) {
      case "sent" -> {
        sent.put(event.dot(), event);
        yield dot(x, y, 6, colour(event.origin()), true, title);
      }
      case "resent" -> dot(x, y, 5, colour(event.origin()), false, title);
      case "held" -> dot(x, y, 4, colour(event.origin()), false, title);
      case "delivered" -> event.isOwn() ? "" : way(event, sent, title);
      case "view" -> bar(x, y, 36, "#7a3fb5", title) + label(x, y - 22, "view " + event.epoch());
      case "frozen" -> bar(x, y, 20, "#c9a227", title);
      default -> "";
    };
  }

  private String way(RunEvent event, Map<String, RunEvent> sent, String title) {
    double x = x(event.at());
    int y = y(event.node());
    var colour = colour(event.origin());
    var begin = sent.get(event.dot());
    var way = begin == null ? "" : line(x(begin.at()), y(begin.node()), x, y, colour);
    return way + dot(x, y, 3, colour, true, title);
  }

  private int y(String node) {
    return TOP + LANE / 2 + LANE * lanes.getOrDefault(node, 0);
  }

  private double x(long at) {
    return LEFT + (double) (at - from) / (to - from) * (WIDTH - LEFT - 20);
  }

  private String colour(String node) {
    return COLOURS.get(lanes.getOrDefault(node, 0) % COLOURS.size());
  }

  private static String dot(
      double x, int y, int size, String colour, boolean isFull, String title) {
    return String.format(
        Locale.ROOT,
        "<circle cx=\"%.1f\" cy=\"%d\" r=\"%d\" fill=\"%s\" stroke=\"%s\"><title>%s</title>"
            + "</circle>\n",
        x,
        y,
        size,
        isFull ? colour : "white",
        colour,
        escaped(title));
  }

  private static String line(double x1, int y1, double x2, int y2, String colour) {
    return String.format(
        Locale.ROOT,
        "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"%s\"/>\n",
        x1,
        y1,
        x2,
        y2,
        colour);
  }

  private static String bar(double x, int y, int height, String colour, String title) {
    return String.format(
        Locale.ROOT,
        "<rect x=\"%.1f\" y=\"%d\" width=\"5\" height=\"%d\" fill=\"%s\"><title>%s</title>"
            + "</rect>\n",
        x - 2,
        y - height / 2,
        height,
        colour,
        escaped(title));
  }

  private static String label(double x, int y, String text) {
    return String.format(
        Locale.ROOT,
        "<text x=\"%.1f\" y=\"%d\" font-size=\"10\" text-anchor=\"middle\" fill=\"#7a3fb5\">%s"
            + "</text>\n",
        x,
        y,
        escaped(text));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }

  /**
   * Each event with the vector clock of all events before it: of its node, and of whatever sent a
   * message that it delivers.
   */
  String shiviz() {
    var lines = new ArrayList<String>();
    lines.add(SHIVIZ);
    lines.add("");
    var clocks = new TreeMap<String, Map<String, Long>>();
    var sent = new LinkedHashMap<String, Map<String, Long>>();
    for (var event : events) {
      var clock = clocks.computeIfAbsent(event.node(), node -> new TreeMap<>());
      clock.merge(event.node(), 1L, Long::sum);
      if (event.kind().equals("delivered"))
        sent.getOrDefault(event.dot(), Map.of())
            .forEach((node, count) -> clock.merge(node, count, Math::max));
      if (event.kind().equals("sent")) sent.put(event.dot(), new TreeMap<>(clock));
      lines.add(event.node() + " " + json(clock));
      lines.add((event.kind() + " " + event.dot() + event.text()).strip());
    }
    return String.join("\n", lines) + "\n";
  }

  private static String json(Map<String, Long> clock) {
    var pairs = new ArrayList<String>();
    clock.forEach((node, count) -> pairs.add("\"" + node + "\":" + count));
    return "{" + String.join(",", pairs) + "}";
  }

  /** How much of the run there is, in a sentence. */
  String summary(long all) {
    var seconds = String.format(Locale.ROOT, "%.3f", (to - from) / NANOS_OF_A_SECOND);
    var shown = StatusText.count(events.size(), "event") + " in " + seconds + " s";
    return all > events.size()
        ? shown + "; " + (all - events.size()) + " later ones are left out: give --from"
        : shown;
  }
}
