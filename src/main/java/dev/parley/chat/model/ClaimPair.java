package dev.parley.chat.model;

/**
 * The accounts that a message was accepted from and for, by the numbers of their claims: a name
 * alone may come to stand for somebody else when two groups of servers meet that were founded
 * apart.
 */
public record ClaimPair(long sender, long receiver) {
  /**
   * Stands for whoever has the name: used by servers of earlier versions, and where no account is
   * known.
   */
  public static final long ANY = 0;

  /** The pair of a message that was accepted before messages were tied to accounts. */
  public static final ClaimPair UNKNOWN = new ClaimPair(ANY, ANY);

  /** Whether the message may be from the account of {@code claim}. */
  public boolean isFrom(long claim) {
    return sender == ANY || claim == ANY || sender == claim;
  }

  public boolean isKnown() {
    return sender != ANY;
  }
}
