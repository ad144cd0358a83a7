package dev.parley.protocol;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A vector clock: for each origin, how many of its messages are known. It stands for a
 * downward-closed set of dots, so union is the pointwise maximum. Immutable. An origin that is
 * absent counts 0.
 */
public final class VersionVector {
  /**
   * More origins than this in one foreign vector are refused by the codec; each restart of a node
   * adds one.
   */
  public static final int MAX_ORIGINS = 10_000;

  public static final VersionVector EMPTY = new VersionVector(new TreeMap<>());

  private final SortedMap<MemberId, Long> counts;

  private VersionVector(SortedMap<MemberId, Long> counts) {
    this.counts = Collections.unmodifiableSortedMap(counts);
  }

  /** Zero counts are left out; negative ones are refused. */
  public static VersionVector of(Map<MemberId, Long> counts) {
    var copy = new TreeMap<MemberId, Long>();
    counts.forEach(
        (origin, count) -> {
          if (count < 0)
            throw new IllegalArgumentException(
                "a count is not negative: " + origin + " has " + count);
          if (count > 0) copy.put(origin, count);
        });
    return copy.isEmpty() ? EMPTY : new VersionVector(copy);
  }

  public long get(MemberId origin) {
    return counts.getOrDefault(origin, 0L);
  }

  public boolean contains(Dot dot) {
    return get(dot.origin()) >= dot.seq();
  }

  /** Returns true if this contains all messages of {@code other}. */
  public boolean covers(VersionVector other) {
    for (var entry : other.counts.entrySet()) {
      if (get(entry.getKey()) < entry.getValue()) return false;
    }
    return true;
  }

  public VersionVector union(VersionVector other) {
    if (covers(other)) return this;
    if (other.covers(this)) return other;
    var merged = new TreeMap<>(counts);
    other.counts.forEach((origin, count) -> merged.merge(origin, count, Math::max));
    return new VersionVector(merged);
  }

  public VersionVector with(MemberId origin, long count) {
    var changed = new TreeMap<>(counts);
    changed.put(origin, count);
    return of(changed);
  }

  /** By origin, sorted, without zero counts; unmodifiable. */
  public SortedMap<MemberId, Long> counts() {
    return counts;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VersionVector context && counts.equals(context.counts);
  }

  @Override
  public int hashCode() {
    return counts.hashCode();
  }

  @Override
  public String toString() {
    return counts.toString();
  }
}
