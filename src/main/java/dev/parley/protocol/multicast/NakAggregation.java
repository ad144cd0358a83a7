package dev.parley.protocol.multicast;

/**
 * The recent questions for missing frames of each origin: when several members miss the same, one
 * repair to the whole group serves all, and a member that asks a moment later has it on its way.
 */
final class NakAggregation {
  /** The number of different members from which on the repair goes to all. */
  static final int ENOUGH = 3;

  /** Questions for the same that come within this belong together. */
  static final long TOGETHER_MS = 10;

  /** How a question is to be answered. */
  enum Answer {
    TO_ASKER,
    TO_ALL,
    NOT_AGAIN
  }

  private final long[] sinceMs;
  private final long[] first;
  private final long[] naks;

  /** By origin, the number up to which the last repair to all went, and the time of that repair. */
  private final long[] repaired;

  private final long[] repairedMs;

  NakAggregation(int slots) {
    sinceMs = new long[slots];
    first = new long[slots];
    naks = new long[slots];
    repaired = new long[slots];
    repairedMs = new long[slots];
  }

  /** {@code asker} misses {@code from} to {@code upTo} of {@code origin}. */
  Answer onAsked(int origin, int asker, long from, long upTo, long nowMs) {
    if (upTo <= repaired[origin] && nowMs - repairedMs[origin] < TOGETHER_MS)
      return Answer.NOT_AGAIN;
    if (first[origin] != from || nowMs - sinceMs[origin] > TOGETHER_MS) {
      first[origin] = from;
      sinceMs[origin] = nowMs;
      naks[origin] = 0;
    }
    naks[origin] |= 1L << asker;
    return Long.bitCount(naks[origin]) >= ENOUGH ? Answer.TO_ALL : Answer.TO_ASKER;
  }

  /** Everything asked for up to {@code upTo} was sent to all. */
  void onRepairedForAll(int origin, long upTo, long nowMs) {
    repaired[origin] = upTo;
    repairedMs[origin] = nowMs;
    naks[origin] = 0;
  }
}
