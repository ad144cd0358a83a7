package dev.parley.command;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The earliest events of a part of a run, however many there are and in whatever order they come:
 * no more are kept than a diagram shows, and the rest is counted. Times are in nanoseconds.
 */
final class RunWindow {
  private static final double NANOS_OF_A_SECOND = 1e9;

  /** {@code number}: events of one time stay in the order in which they came. */
  private record Numbered(RunEvent event, long number) {}

  private static final Comparator<Numbered> IN_ORDER =
      Comparator.<Numbered>comparingLong(n -> n.event().at()).thenComparingLong(Numbered::number);

  private final PriorityQueue<Numbered> latestFirst = new PriorityQueue<>(IN_ORDER.reversed());
  private final long beginsAt;
  private final double fromSeconds;
  private final double toSeconds;
  private long count;

  /** From so many seconds after {@code beginsAt} to so many after it, both included. */
  RunWindow(long beginsAt, double fromSeconds, double toSeconds) {
    this.beginsAt = beginsAt;
    this.fromSeconds = fromSeconds;
    this.toSeconds = toSeconds;
  }

  static RunWindow all() {
    return new RunWindow(0, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
  }

  void add(RunEvent event) {
    double seconds = (event.at() - beginsAt) / NANOS_OF_A_SECOND;
    if (seconds < fromSeconds || seconds > toSeconds) return;
    latestFirst.add(new Numbered(event, count++));
    if (latestFirst.size() > RunDiagram.MAX_POINTS) latestFirst.remove();
  }

  /** How many there are, with those that are not kept. */
  long count() {
    return count;
  }

  /** At most {@link RunDiagram#MAX_POINTS}, in the order of time. */
  List<RunEvent> earliest() {
    var all = new ArrayList<>(latestFirst);
    all.sort(IN_ORDER);
    return all.stream().map(Numbered::event).toList();
  }
}
