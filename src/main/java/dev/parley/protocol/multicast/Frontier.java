package dev.parley.protocol.multicast;

import dev.parley.protocol.Dependencies;

/**
 * The delivered messages of one view that are in no other delivered message's past: the
 * dependencies of the next own message. At most one for each slot. Messages before the view's base
 * are in every member's past and never named.
 */
final class Frontier {
  private final int self;
  private final long[] numbers;
  private long members;

  Frontier(int slots, int self) {
    this.self = self;
    this.numbers = new long[slots];
  }

  /**
   * A message was delivered, after its past. It is enough to strike out its dependencies: of a
   * message further back in its past, the first that followed it in the causal order named it, and
   * was delivered before.
   */
  void onDelivered(int slot, long seq, Dependencies dependencies) {
    for (long rest = dependencies.named() & members; rest != 0; rest &= rest - 1) {
      int other = Long.numberOfTrailingZeros(rest);
      if (numbers[other] <= dependencies.get(other)) members &= ~(1L << other);
    }
    numbers[slot] = seq;
    members |= 1L << slot;
  }

  /** The dependencies of an own message that is numbered now; its own predecessor is implied. */
  Dependencies dependencies() {
    long named = members & ~(1L << self);
    if (named == 0) return Dependencies.NONE;
    var counts = new long[Long.bitCount(named)];
    int next = 0;
    for (long rest = named; rest != 0; rest &= rest - 1)
      counts[next++] = numbers[Long.numberOfTrailingZeros(rest)];
    return Dependencies.frontier(named, counts);
  }
}
