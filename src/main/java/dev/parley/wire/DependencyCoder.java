package dev.parley.wire;

import dev.parley.protocol.Dependencies;
import dev.parley.protocol.View;

/**
 * Dependencies as bytes: the slots that are named, each as the number of slots skipped before it
 * and its difference to the number last written for its slot. One coder for a datagram: a number is
 * written once at its full length, then by small differences. The coder starts with 0 for each
 * slot.
 */
final class DependencyCoder {
  private final long[] told = new long[View.MAX_MEMBERS];

  void write(Dependencies dependencies, ByteWriter out) {
    long named = dependencies.named();
    out.varint(Long.bitCount(named));
    int next = 0;
    for (long rest = named; rest != 0; rest &= rest - 1) {
      int slot = Long.numberOfTrailingZeros(rest);
      long count = dependencies.get(slot);
      out.varint(slot - next).zigzag(count - told[slot]);
      told[slot] = count;
      next = slot + 1;
    }
  }

  Dependencies read(ByteReader in) {
    int entries = in.count(told.length);
    var counts = new long[entries];
    long named = 0;
    int next = 0;
    for (int i = 0; i < entries; i++) {
      int slot = next + in.count(told.length);
      if (slot >= told.length) throw new MalformedException("slot " + slot + " of " + told.length);
      told[slot] += in.zigzag();
      counts[i] = told[slot];
      named |= 1L << slot;
      next = slot + 1;
    }
    return Dependencies.frontier(named, counts);
  }
}
