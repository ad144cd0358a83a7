package dev.parley.transport.clients;

/**
 * One client's part of the {@link OutboundBudget}: the output queued for it, in bytes of memory.
 * Each entry counts more than its content; otherwise a client that asks for many small entries
 * would cost several times its limit.
 */
public final class OutboundShare {
  /**
   * Room for a full mailbox (16 MiB) with the overhead of JSON, so that no client is disconnected
   * for having had much mail.
   */
  public static final long LIMIT_BYTES = 32 << 20;

  /**
   * Nothing more is read from a client with more than this queued until it is less: a client that
   * asks without reading is held back by its own full socket. The limit is above the answers that
   * fast senders have under way at once: 256 answers of some 300 bytes.
   */
  public static final long PAUSE_BYTES = 1 << 20;

  /**
   * The size of the objects around the bytes; measured: 62 around a ByteString and 62 around a
   * String in their queues, with the references of heaps under 32 GiB.
   */
  static final int ENTRY_BYTES = 80;

  private final long limitBytes;
  private final OutboundBudget budget;
  private long used;

  public OutboundShare(long limitBytes, OutboundBudget budget) {
    this.limitBytes = limitBytes;
    this.budget = budget;
  }

  /** The number of bytes that an entry of {@code bytes} counts as. */
  public static long cost(long bytes) {
    return bytes + ENTRY_BYTES;
  }

  /** Returns true if there was room; the entry is then counted. */
  public boolean take(long cost) {
    if (used + cost > limitBytes || !budget.take(used, cost)) return false;
    used += cost;
    return true;
  }

  /** Counts the entry even if there is no room: last words. */
  public void force(long cost) {
    budget.force(cost);
    used += cost;
  }

  /** The entry no longer waits. */
  public void give(long cost) {
    budget.give(cost);
    used -= cost;
  }

  /** The client is gone. */
  public void giveAll() {
    give(used);
  }

  /** Returns true if so much is queued that nothing more should be read from the client. */
  public boolean isMuch() {
    return used > PAUSE_BYTES;
  }
}
