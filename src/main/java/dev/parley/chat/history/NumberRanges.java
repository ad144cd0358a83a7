package dev.parley.chat.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A set of numbers of a stream, as intervals: mostly one. Not safe for use by several threads. */
public final class NumberRanges {
  /**
   * More intervals than this of one stream become fewer: the smallest gaps count as filled then. A
   * stream has a gap for each time that a server was away from it, so few have ten.
   */
  public static final int MAX_RANGES = 1_000;

  /** All numbers from {@code from} to {@code to}. */
  public record Range(long from, long to) {
    public Range {
      if (from < 1 || to < from)
        throw new IllegalArgumentException("numbers from " + from + " to " + to);
    }
  }

  /** By the first number of each, the last one; no two touch. */
  private final TreeMap<Long, Long> ranges = new TreeMap<>();

  public static NumberRanges of(Iterable<Range> ranges) {
    var numbers = new NumberRanges();
    for (var range : ranges) numbers.add(range.from(), range.to());
    return numbers;
  }

  public void add(long number) {
    add(number, number);
  }

  public void add(long from, long to) {
    long first = from;
    long last = to;
    var before = ranges.floorEntry(first);
    if (before != null && before.getValue() >= first - 1) {
      if (before.getValue() >= last) return;
      first = before.getKey();
    }
    for (var next = ranges.ceilingEntry(first);
        next != null && (next.getKey() <= last || next.getKey() == last + 1);
        next = ranges.ceilingEntry(first)) {
      last = Math.max(last, next.getValue());
      ranges.remove(next.getKey());
    }
    ranges.put(first, last);
    while (ranges.size() > MAX_RANGES) fillSmallestGap();
  }

  private void fillSmallestGap() {
    Map.Entry<Long, Long> before = null;
    long from = 0;
    long smallest = Long.MAX_VALUE;
    for (var range : ranges.entrySet()) {
      if (before != null && range.getKey() - before.getValue() < smallest) {
        smallest = range.getKey() - before.getValue();
        from = before.getValue() + 1;
      }
      before = range;
    }
    add(from, from + smallest - 2);
  }

  public boolean contains(long number) {
    var range = ranges.floorEntry(number);
    return range != null && range.getValue() >= number;
  }

  /** The numbers that are here and not in {@code other}, in order. */
  public List<Range> without(NumberRanges other) {
    var left = new ArrayList<Range>();
    for (var range : ranges.entrySet()) {
      long from = range.getKey();
      long to = range.getValue();
      var known = other.ranges.floorEntry(from);
      if (known == null) known = other.ranges.ceilingEntry(from);
      for (; known != null && known.getKey() <= to && from <= to; ) {
        if (known.getKey() > from) left.add(new Range(from, known.getKey() - 1));
        from = Math.max(from, known.getValue() + 1);
        known = other.ranges.higherEntry(known.getKey());
      }
      if (from <= to) left.add(new Range(from, to));
    }
    return left;
  }

  public List<Range> ranges() {
    return ranges.entrySet().stream().map(e -> new Range(e.getKey(), e.getValue())).toList();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NumberRanges numbers && ranges.equals(numbers.ranges);
  }

  @Override
  public int hashCode() {
    return ranges.hashCode();
  }

  @Override
  public String toString() {
    return ranges.toString();
  }
}
