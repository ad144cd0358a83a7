package dev.parley.sim;

import java.util.HashMap;
import java.util.Map;

/**
 * Losses that come together, on each link for itself: Gilbert's and Elliott's channel of two
 * states, of which the bad one loses almost everything (Elliott, Bell System Technical Journal
 * 1963). Time moves with the datagrams of the link.
 */
final class BurstLoss {
  private static final double LOSS_IN_BAD = 0.9;

  /** A burst lasts for ten datagrams on average. */
  private static final double BAD_TO_GOOD = 0.1;

  private final Simulation sim;
  private final Map<Long, Boolean> bad = new HashMap<>();
  private double goodToBad;

  BurstLoss(Simulation sim) {
    this.sim = sim;
  }

  /** {@code share}: of the time in which a link is bad, below 1. */
  void setShare(double share) {
    goodToBad = BAD_TO_GOOD * share / (1 - share);
    if (share == 0) bad.clear();
  }

  /** Says whether the next datagram of {@code link} is lost. */
  boolean loses(long link) {
    if (goodToBad == 0) return false;
    boolean wasBad = bad.getOrDefault(link, false);
    boolean isBad = wasBad ? !sim.chance(BAD_TO_GOOD) : sim.chance(goodToBad);
    bad.put(link, isBad);
    if (!isBad || !sim.chance(LOSS_IN_BAD)) return false;
    sim.faults().add(Fault.BURST);
    return true;
  }
}
