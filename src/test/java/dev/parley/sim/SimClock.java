package dev.parley.sim;

/** The clock of one machine: it may run fast or slow, never back. */
final class SimClock {
  private final Simulation sim;
  private double rate = 1;
  private long sinceMs;
  private double shownMs;

  SimClock(Simulation sim) {
    this.sim = sim;
  }

  /** From now on a second of the world is {@code newRate} seconds here. */
  void runAt(double newRate) {
    shownMs = shown();
    sinceMs = sim.nowMs();
    rate = newRate;
  }

  private double shown() {
    return shownMs + (sim.nowMs() - sinceMs) * rate;
  }

  long nowMs() {
    return (long) shown();
  }

  /** How long {@code ms} of this clock take in the world. */
  long inWorldMs(long ms) {
    return Math.max(1, Math.round(ms / rate));
  }
}
