package dev.parley.transport.clients;

/**
 * What one client leaves waiting, in bytes of memory, of what all clients together may. Each entry
 * counts more than what is in it, or who asks for many small ones would cost several times what he
 * is allowed.
 */
public final class OutboundShare {
  /**
   * Room for a full mailbox (16 MiB) with what JSON adds, so that nobody is cut off for having had
   * much mail.
   */
  public static final long LIMIT_BYTES = 32 << 20;

  /**
   * Who has more than this waiting is asked for nothing more until it is less: who asks and does
   * not read is held back by his own full socket. Above what quick senders have under way at once:
   * 256 answers of some 300 bytes.
   */
  public static final long PAUSE_BYTES = 1 << 20;

  /**
   * Of the objects around the bytes; measured: 62 around a ByteString and 62 around a String in
   * their queues, with the references of heaps under 32 GiB.
   */
  static final int ENTRY_BYTES = 80;

  private final long limitBytes;
  private final OutboundBudget budget;
  private long used;

  public OutboundShare(long limitBytes, OutboundBudget budget) {
    this.limitBytes = limitBytes;
    this.budget = budget;
  }

  /** What an entry of {@code bytes} counts. */
  public static long cost(long bytes) {
    return bytes + ENTRY_BYTES;
  }

  /** Says whether there was room; then it is taken. */
  public boolean take(long cost) {
    if (used + cost > limitBytes || !budget.take(used, cost)) return false;
    used += cost;
    return true;
  }

  /** Takes it in any case: last words. */
  public void force(long cost) {
    budget.force(cost);
    used += cost;
  }

  /** It waits no longer. */
  public void give(long cost) {
    budget.give(cost);
    used -= cost;
  }

  /** The client is gone. */
  public void giveAll() {
    give(used);
  }

  /** Says whether so much waits that the client should be asked for nothing more. */
  public boolean isMuch() {
    return used > PAUSE_BYTES;
  }
}
