package dev.parley.group;

import java.util.EnumMap;
import java.util.Map;

/** Counts for {@link Traffic}. */
final class TrafficMeter {
  enum Kind {
    SENT,
    RECEIVED,
    OWN,
    FOREIGN,
    MALFORMED,
    UNROUTED,
    FROM_CLIENT,
    TOO_LARGE
  }

  private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);

  void count(Kind kind) {
    counts.merge(kind, 1L, Long::sum);
  }

  Traffic total() {
    return new Traffic(
        of(Kind.SENT),
        of(Kind.RECEIVED),
        new Traffic.Dropped(of(Kind.OWN), of(Kind.FOREIGN), of(Kind.MALFORMED), of(Kind.UNROUTED)),
        of(Kind.FROM_CLIENT),
        of(Kind.TOO_LARGE));
  }

  private long of(Kind kind) {
    return counts.getOrDefault(kind, 0L);
  }
}
