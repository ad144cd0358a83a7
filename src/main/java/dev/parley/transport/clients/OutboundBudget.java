package dev.parley.transport.clients;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the output queued for all clients together. A single client may queue as much as is still
 * free for all, so that a client that does not read leaves room for those that do, and always at
 * least {@link #FLOOR_BYTES} (dynamic thresholds: Choudhury and Hahne, "Dynamic queue length
 * thresholds for shared-memory packet switches", 1998). Safe for several threads.
 */
public final class OutboundBudget {
  /**
   * The bytes that a quick reader may be behind when others have used up the budget: some messages.
   */
  static final int FLOOR_BYTES = 16 * 1024;

  /** The fraction of the heap, one part in this many; the rest is for the node itself. */
  private static final int ONE_PART_IN = 8;

  private final long limitBytes;
  private final AtomicLong used = new AtomicLong();

  OutboundBudget(long limitBytes) {
    this.limitBytes = limitBytes;
  }

  /**
   * A budget of an eighth of the heap that this process may have: 64 MiB as run-node.sh starts it.
   */
  public static OutboundBudget ofMemory() {
    return new OutboundBudget(Runtime.getRuntime().maxMemory() / ONE_PART_IN);
  }

  /**
   * Returns true if a client with {@code waiting} bytes may queue {@code more}; they are then
   * counted.
   */
  public boolean take(long waiting, long more) {
    long free = limitBytes - used.get();
    if (waiting + more > Math.max(FLOOR_BYTES, free)) return false;
    used.addAndGet(more);
    return true;
  }

  /** Counts the bytes even if there is no room: last words. */
  public void force(long bytes) {
    used.addAndGet(bytes);
  }

  /** The bytes no longer wait. */
  public void give(long bytes) {
    used.addAndGet(-bytes);
  }

  long used() {
    return used.get();
  }
}
