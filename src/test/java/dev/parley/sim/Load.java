package dev.parley.sim;

/** The applications' traffic: every running node multicasts now and then, sometimes in bursts. */
final class Load {
  private static final double BURST = 0.1;
  private static final int MAX_BURST = 12;
  private static final int LARGE_BYTES = 4_000;

  private final Simulation sim;
  private final long meanGapMs;
  private boolean running = true;

  private Load(Simulation sim, long meanGapMs) {
    this.sim = sim;
    this.meanGapMs = meanGapMs;
  }

  /** Each of the nodes that the cluster has now sends about every {@code meanGapMs}. */
  static Load start(Simulation sim, long meanGapMs) {
    var load = new Load(sim, meanGapMs);
    sim.nodes().forEach(load::next);
    return load;
  }

  private void next(SimNode node) {
    sim.after(
        sim.random().nextLong(2 * meanGapMs + 1),
        () -> {
          if (!running) return;
          if (node.isRunning() && !node.isPaused()) {
            int count = sim.chance(BURST) ? 1 + sim.random().nextInt(MAX_BURST) : 1;
            for (int i = 0; i < count; i++) node.submit();
          }
          next(node);
        });
  }

  /** Now and then a message for several datagrams. */
  static int size(Simulation sim) {
    return sim.chance(0.02) ? LARGE_BYTES : Integer.BYTES + sim.random().nextInt(40);
  }

  void stop() {
    running = false;
  }
}
