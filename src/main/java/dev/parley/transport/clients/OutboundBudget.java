package dev.parley.transport.clients;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What all clients together may leave waiting. One may have as much waiting as is still free for
 * all, so that who does not read leaves room for those who do, and never less than {@link
 * #FLOOR_BYTES} (dynamic thresholds: Choudhury and Hahne, "Dynamic queue length thresholds for
 * shared-memory packet switches", 1998). Safe for several threads.
 */
public final class OutboundBudget {
  /** What a quick reader may be behind when others have used everything up: some messages. */
  static final int FLOOR_BYTES = 16 * 1024;

  /** Of the memory; the rest is for what the node is there for. */
  private static final int ONE_PART_IN = 8;

  private final long limitBytes;
  private final AtomicLong used = new AtomicLong();

  OutboundBudget(long limitBytes) {
    this.limitBytes = limitBytes;
  }

  /** An eighth of what this process may have: 64 MiB as run-node.sh starts it. */
  public static OutboundBudget ofMemory() {
    return new OutboundBudget(Runtime.getRuntime().maxMemory() / ONE_PART_IN);
  }

  /** Says whether one who has {@code waiting} bytes may have {@code more}; then they are taken. */
  public boolean take(long waiting, long more) {
    long free = limitBytes - used.get();
    if (waiting + more > Math.max(FLOOR_BYTES, free)) return false;
    used.addAndGet(more);
    return true;
  }

  /** Takes them in any case: last words. */
  public void force(long bytes) {
    used.addAndGet(bytes);
  }

  /** They wait no longer. */
  public void give(long bytes) {
    used.addAndGet(-bytes);
  }

  long used() {
    return used.get();
  }
}
