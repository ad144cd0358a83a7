package dev.parley.chat;

/**
 * How fast a replica computes the digests of its buckets while nobody asks for them: so that a view
 * change, in which all members stand still until they have compared their states, finds all of them
 * but those of the last second.
 */
public final class DigestPace {
  /**
   * The entries in a tick of a member. At 20 ms for a tick and some 3 µs for an entry this is 2 %
   * of a core at most; the digests of 470,000 messages are computed in 80 s.
   */
  static final int IN_VIEW = 128;

  /**
   * As above, of a node without a view: nobody waits for its messages, and with its digests it need
   * not fetch what it has.
   */
  static final int ALONE = 8_192;

  /**
   * As {@link #IN_VIEW}, while others copy this state in order to join: 15 % of a core, so that
   * they need not copy what they have, and wait for no digests in the view change.
   */
  static final int COPIED = 1_024;

  /** Others that copy come back within this time. */
  static final long COPIED_MS = 10_000;

  private long copiedUntilMs = Long.MIN_VALUE;

  /** Below 0 after a bucket with more in it than was allowed. */
  private int allowance;

  /** Another node copies this state. */
  public void onCopied(long nowMs) {
    copiedUntilMs = nowMs + COPIED_MS;
  }

  /** To be called at each tick. */
  public void onTick(ChatState state, boolean isInView, long nowMs) {
    int entries = isInView ? (nowMs < copiedUntilMs ? COPIED : IN_VIEW) : ALONE;
    allowance = Math.min(entries, allowance + entries);
    if (allowance > 0) allowance -= state.digestSome(allowance, isInView, nowMs);
  }
}
