package dev.parley.protocol.multicast;

/**
 * The timers and sizes of causal multicast: {@code datagramBudgetBytes} is what one datagram of
 * several frames may hold, {@code busyGossipMs} and {@code idleGossipMs} how often the delivered
 * vector is told while something is unstable and otherwise; {@code dependencies} how a frame names
 * its past.
 */
public record MulticastSettings(
    int datagramBudgetBytes, long busyGossipMs, long idleGossipMs, DependencyMode dependencies) {
  /**
   * How many members must have a message before it counts as replicated: it then survives the death
   * of one of them.
   */
  public static final int REPLICAS = 2;

  /**
   * Frames that one question is answered with; the rest is asked for again. Bounds the work that a
   * small datagram causes.
   */
  public static final int MAX_REPAIR_FRAMES = 512;

  /** Runs of missing numbers in one question, so that it fits a datagram. */
  public static final int MAX_NAK_RANGES = 32;

  /**
   * The origin is asked this often before others are: it has the frame for certain, if it lives.
   */
  public static final int ASKS_OF_ORIGIN = 2;

  /** The smallest budget: a datagram that every IPv4 host must take (RFC 791), less headers. */
  public static final int MIN_DATAGRAM_BUDGET = 508;

  /** The largest budget: what fits one UDP datagram, less our own header. */
  public static final int MAX_DATAGRAM_BUDGET = 60_000;

  public MulticastSettings {
    if (datagramBudgetBytes < MIN_DATAGRAM_BUDGET || datagramBudgetBytes > MAX_DATAGRAM_BUDGET) {
      throw new IllegalArgumentException(
          "datagram budget ("
              + datagramBudgetBytes
              + ") must be "
              + MIN_DATAGRAM_BUDGET
              + " to "
              + MAX_DATAGRAM_BUDGET
              + " bytes");
    }
    if (busyGossipMs < 1 || idleGossipMs < busyGossipMs) {
      throw new IllegalArgumentException(
          "gossip: idle ("
              + idleGossipMs
              + ") must be at least busy ("
              + busyGossipMs
              + "), at least 1 ms");
    }
  }

  public static MulticastSettings withBudget(int datagramBudgetBytes) {
    return new MulticastSettings(datagramBudgetBytes, 20, 500, DependencyMode.FRONTIER);
  }

  public MulticastSettings naming(DependencyMode mode) {
    return new MulticastSettings(datagramBudgetBytes, busyGossipMs, idleGossipMs, mode);
  }
}
