package dev.parley.protocol.multicast;

/**
 * The timers and sizes of causal multicast: {@code datagramBudgetBytes} is the number of bytes that
 * one datagram of frames may hold from its sender's name on, {@code busyGossipMs} and {@code
 * idleGossipMs} are the intervals at which the delivered vector is sent while something is unstable
 * and otherwise; {@code replication} defines when enough members have a message.
 */
public record MulticastSettings(
    int datagramBudgetBytes, long busyGossipMs, long idleGossipMs, Replication replication) {
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

  /**
   * The largest message: a text of 64 KiB and room for the fields that the state above adds. Larger
   * things do not belong into a multicast.
   */
  public static final int MAX_MESSAGE_BYTES = 72 << 10;

  /** No piece of a larger message is smaller, but for its last. */
  public static final int MIN_FRAGMENT_BYTES = 72;

  /** The largest message in the smallest pieces. */
  public static final int MAX_FRAGMENTS = MAX_MESSAGE_BYTES / MIN_FRAGMENT_BYTES;

  /**
   * The smallest budget: three names of 64 characters (sender, leader, origin), a past of 63
   * numbers of 40 bits, and the smallest piece of a message.
   */
  public static final int MIN_DATAGRAM_BUDGET = 1_160;

  /** The largest budget: the room of one UDP datagram, less our own header. */
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
    return new MulticastSettings(datagramBudgetBytes, 20, 500, Replication.IN_MEMORY);
  }

  public MulticastSettings replicated(Replication rule) {
    return new MulticastSettings(datagramBudgetBytes, busyGossipMs, idleGossipMs, rule);
  }
}
