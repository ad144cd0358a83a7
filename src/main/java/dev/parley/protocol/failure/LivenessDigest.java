package dev.parley.protocol.failure;

import dev.parley.protocol.View;
import java.util.List;

/**
 * The knowledge of a heartbeat's sender about the life of the others, by slot of the view. {@code
 * counters}: the largest heartbeat counter of each member that it knows, from that member or
 * through others; 0 where it knows none. {@code agesMs}: the time since it learned that counter,
 * plus the counter's age then: ages add up on the way, and no clocks are compared. {@code direct}:
 * bit i is set if the sender itself hears the member of slot i. {@link #NOTHING} is valid in every
 * view.
 */
public record LivenessDigest(List<Long> counters, List<Long> agesMs, long direct) {
  public static final LivenessDigest NOTHING = new LivenessDigest(List.of(), List.of(), 0);

  public LivenessDigest {
    counters = View.atMostAll(counters);
    agesMs = View.atMostAll(agesMs);
  }

  /**
   * Returns true if this has an entry for each of {@code slots} members: any other length means
   * another list.
   */
  boolean fits(int slots) {
    return counters.size() == slots && agesMs.size() == slots;
  }
}
