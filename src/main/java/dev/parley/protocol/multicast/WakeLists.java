package dev.parley.protocol.multicast;

import dev.parley.protocol.Dependencies;

/**
 * The slot for which the next frame of each slot waits: a wake list for each slot, as bits. A frame
 * waits for one of its dependencies at a time, and looks at each of them once.
 */
final class WakeLists {
  /** By slot, the number of delivered messages; the owner's own array, which it counts up. */
  private final long[] delivered;

  /** By slot, the slots whose next frames wait for a frame of it. */
  private final long[] waiting;

  /** By slot, the number of the frame that its next frame waits for. */
  private final long[] until;

  /** By slot, the dependencies of its next frame that were not looked at or not met. */
  private final long[] unmet;

  WakeLists(long[] delivered) {
    this.delivered = delivered;
    this.waiting = new long[delivered.length];
    this.until = new long[delivered.length];
    this.unmet = new long[delivered.length];
  }

  /**
   * A frame became the next of {@code slot}: returns true if all of its dependencies are delivered.
   */
  boolean isReady(int slot, Dependencies dependencies) {
    // The one before it of the same origin is delivered, or it would not be the next.
    unmet[slot] = dependencies.named() & ~(1L << slot);
    return isStillReady(slot, dependencies);
  }

  /** As {@link #isReady}, for a frame that was woken: continues where it waited. */
  boolean isStillReady(int slot, Dependencies dependencies) {
    for (; unmet[slot] != 0; unmet[slot] &= unmet[slot] - 1) {
      int other = Long.numberOfTrailingZeros(unmet[slot]);
      long needed = dependencies.get(other);
      if (delivered[other] >= needed) continue;
      waiting[other] |= 1L << slot;
      until[slot] = needed;
      return false;
    }
    return true;
  }

  /**
   * Takes from the wake list of {@code slot} the frames whose awaited message is delivered by now.
   */
  long wokenBy(int slot) {
    long woken = 0;
    for (long rest = waiting[slot]; rest != 0; rest &= rest - 1) {
      int waiter = Long.numberOfTrailingZeros(rest);
      if (until[waiter] <= delivered[slot]) woken |= 1L << waiter;
    }
    waiting[slot] &= ~woken;
    return woken;
  }
}
