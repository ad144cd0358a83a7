package dev.parley.transport.clients;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds what all clients together have sent and the node still holds: lines that are not complete,
 * and those that wait for their turn. A client that holds more than is free for all is not read
 * from until it holds less, or others do; one that holds at most {@link #FLOOR_BYTES} always is, so
 * that long lines that never end leave the short ones their way. What a connection has read when
 * this is found, at most one read, is held in any case. Safe for several threads.
 */
public final class InboundBudget {
  /** The bytes that a client may hold when others have used up the budget: some lines. */
  static final int FLOOR_BYTES = 4 * 1024;

  /** The fraction of the heap, one part in this many; the rest is for the node itself. */
  private static final int ONE_PART_IN = 16;

  private final long limitBytes;
  private final AtomicLong used = new AtomicLong();

  InboundBudget(long limitBytes) {
    this.limitBytes = limitBytes;
  }

  /**
   * A budget of a sixteenth of the heap that this process may have: 32 MiB as run-node.sh starts
   * it.
   */
  public static InboundBudget ofMemory() {
    return new InboundBudget(Runtime.getRuntime().maxMemory() / ONE_PART_IN);
  }

  /** Whether a client that holds this much may be read from. */
  boolean mayRead(long held) {
    return held <= Math.max(FLOOR_BYTES, limitBytes - used.get());
  }

  /** A client holds this much more, or less. */
  void change(long bytes) {
    if (bytes != 0) used.addAndGet(bytes);
  }

  long used() {
    return used.get();
  }
}
