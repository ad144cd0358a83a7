package dev.parley.sim;

import java.util.EnumMap;
import java.util.Map;

/** How often each fault happened in one run, or in many. */
final class FaultCounts {
  private final Map<Fault, Long> counts = new EnumMap<>(Fault.class);

  void add(Fault fault) {
    counts.merge(fault, 1L, Long::sum);
  }

  synchronized void add(FaultCounts other) {
    other.counts.forEach((fault, count) -> counts.merge(fault, count, Long::sum));
  }

  long get(Fault fault) {
    return counts.getOrDefault(fault, 0L);
  }

  /** Fails unless each of {@code faults} happened: a test without its faults is void. */
  void require(Fault... faults) {
    for (var fault : faults) {
      if (get(fault) == 0)
        throw new AssertionError("void run: no " + fault + " happened, only " + this);
    }
  }

  @Override
  public String toString() {
    return counts.toString();
  }
}
