package dev.parley.protocol.election;

import dev.parley.protocol.Core;

/**
 * The parameters of an election: {@code hopTimeoutMs} until an unacknowledged token is sent again
 * for the first time, {@code viewChangeTimeoutMs} that a view change may take before the members
 * that wait for it elect again.
 */
public record ElectionSettings(ElectionMode mode, long hopTimeoutMs, long viewChangeTimeoutMs) {
  /**
   * A token is sent this many times, with a doubled wait each time, before its receiver is skipped:
   * one try may be lost, three rarely are.
   */
  public static final int HOP_TRIES = 3;

  /** The total cost of an unreachable successor, in hop timeouts: 1 + 2 + 4. */
  public static final int SKIP_COST = (1 << HOP_TRIES) - 1;

  /** Members that restart a round do so up to this far apart, so that one of them is first. */
  public static final long RESTART_JITTER_MS = 300;

  /**
   * After this many rounds in vain the heirs are not notified directly any more, and tokens go
   * around the ring: one round may fail by loss, two rarely do.
   */
  public static final int NOMINATING_ROUNDS = 2;

  /** How often a member repeats its list of the living in mode classic. */
  public static final long LIST_INTERVAL_MS = 100;

  /**
   * All waits double with each round up to this many times: whatever the delays are, some round is
   * patient enough.
   */
  static final int MAX_DOUBLINGS = 5;

  /**
   * Longer hop timeouts (ten seconds) make an election of minutes, and are probably a wrong unit.
   */
  public static final long MAX_HOP_TIMEOUT_MS = 10_000;

  /** The longest wait (ten minutes) for a view change. */
  public static final long MAX_VIEW_CHANGE_TIMEOUT_MS = 600_000;

  public ElectionSettings {
    if (hopTimeoutMs < Core.TICK_MS || hopTimeoutMs > MAX_HOP_TIMEOUT_MS) {
      throw new IllegalArgumentException(
          "hop-timeout ("
              + hopTimeoutMs
              + " ms) must be "
              + Core.TICK_MS
              + " to "
              + MAX_HOP_TIMEOUT_MS
              + " ms");
    }
    // A view change has more steps than a hop; waiting less would start an election against each of
    // them.
    if (viewChangeTimeoutMs < SKIP_COST * hopTimeoutMs
        || viewChangeTimeoutMs > MAX_VIEW_CHANGE_TIMEOUT_MS) {
      throw new IllegalArgumentException(
          "view-change-timeout ("
              + viewChangeTimeoutMs
              + " ms) must be at least "
              + SKIP_COST
              + " x hop-timeout ("
              + hopTimeoutMs
              + " ms) and at most "
              + MAX_VIEW_CHANGE_TIMEOUT_MS
              + " ms");
    }
  }

  /** With the usual patience for a view change: a hundred hop timeouts, 3 s on a local network. */
  public static ElectionSettings of(ElectionMode mode, long hopTimeoutMs) {
    return new ElectionSettings(
        mode, hopTimeoutMs, Math.min(100 * hopTimeoutMs, MAX_VIEW_CHANGE_TIMEOUT_MS));
  }

  /** How long to wait for the first acknowledgement of a hop. */
  long hopTimeoutMs(int round) {
    return hopTimeoutMs << Math.min(round, MAX_DOUBLINGS);
  }

  /**
   * How long a round may take before it is restarted, without jitter: three laps (two of tokens,
   * one of announcement) at half a hop timeout a hop, and two members to be skipped.
   */
  long roundTimeoutMs(int ringSize, int round) {
    return hopTimeoutMs(round) * (3L * ringSize + 4L * SKIP_COST) / 2;
  }

  /**
   * The time that a notified heir has to begin a view change, without jitter: as long as two
   * members take to be skipped on the ring.
   */
  long heirTimeoutMs(int round) {
    return hopTimeoutMs(round) * 2 * SKIP_COST;
  }
}
