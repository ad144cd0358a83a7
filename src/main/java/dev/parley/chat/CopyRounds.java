package dev.parley.chat;

/**
 * How often a node copies what is different before it asks to join: what changes meanwhile is
 * copied again, as long as it is much. The rest comes in the view change, for which all wait.
 */
public final class CopyRounds {
  /** Where states change faster than they are copied, more rounds would not help. */
  static final int MAX = 3;

  /** So many buckets, or 1 % of the state, are sent within milliseconds. */
  static final int FEW = 64;

  private static final int SHARE = 100;

  private int rounds;

  /**
   * A round is over, or ended early, and brought {@code news} buckets that were not known; {@code
   * filled} are in the state as it is known now. Whether there is to be another round.
   */
  public boolean isAnother(boolean hasFailed, int news, int filled) {
    rounds++;
    if (rounds >= MAX) return false;
    return hasFailed || news > Math.max(FEW, filled / SHARE);
  }
}
