package dev.parley.protocol.failure;

import java.util.List;

/**
 * What the sender of a heartbeat knows of the life of the others, by slot of the view. {@code
 * counters}: the largest heartbeat counter of each member that it knows, from that member or by way
 * of others; 0 where none. {@code agesMs}: how long ago it learned that counter, and how old the
 * counter was then: ages add up on the way, and no clocks are compared. {@code direct}: bit i is
 * set if the sender itself hears the member of slot i. {@link #NOTHING} is valid in every view.
 */
public record LivenessDigest(List<Long> counters, List<Long> agesMs, long direct) {
  public static final LivenessDigest NOTHING = new LivenessDigest(List.of(), List.of(), 0);

  public LivenessDigest {
    counters = List.copyOf(counters);
    agesMs = List.copyOf(agesMs);
  }

  /** Says whether this tells of each of {@code slots} members: anything else means another list. */
  boolean fits(int slots) {
    return counters.size() == slots && agesMs.size() == slots;
  }
}
