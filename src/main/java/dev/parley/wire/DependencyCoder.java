package dev.parley.wire;

import dev.parley.protocol.Dependencies;
import dev.parley.protocol.View;

/**
 * Dependencies as bytes: the entries that are not as they were when last told, each as how many
 * slots were skipped before it and its difference to what was last told of its slot. One coder for
 * a datagram: a number is told once at its full length, then by small differences. Begins with 0
 * for each slot. Whether they are dense is told elsewhere.
 */
final class DependencyCoder {
  private final long[] told = new long[View.MAX_MEMBERS];

  void write(Dependencies dependencies, ByteWriter out) {
    if (dependencies.slots() > told.length) {
      throw new FrameTooLargeException(
          dependencies.slots() + " slots, a view has at most " + told.length);
    }
    if (dependencies.isDense()) out.varint(dependencies.slots());
    long changed = dependencies.isDense() ? changed(dependencies) : dependencies.named();
    out.varint(Long.bitCount(changed));
    int next = 0;
    for (long rest = changed; rest != 0; rest &= rest - 1) {
      int slot = Long.numberOfTrailingZeros(rest);
      long count = dependencies.get(slot);
      out.varint(slot - next).zigzag(count - told[slot]);
      told[slot] = count;
      next = slot + 1;
    }
  }

  private long changed(Dependencies dependencies) {
    long changed = 0;
    for (int slot = 0; slot < dependencies.slots(); slot++)
      if (dependencies.get(slot) != told[slot]) changed |= 1L << slot;
    return changed;
  }

  Dependencies readDense(ByteReader in) {
    var counts = new long[in.count(told.length)];
    readEntries(in, counts.length);
    System.arraycopy(told, 0, counts, 0, counts.length);
    return Dependencies.of(counts);
  }

  Dependencies readFrontier(ByteReader in) {
    long named = readEntries(in, told.length);
    if (named == 0) return Dependencies.NONE;
    var counts = new long[Long.bitCount(named)];
    int next = 0;
    for (long rest = named; rest != 0; rest &= rest - 1)
      counts[next++] = told[Long.numberOfTrailingZeros(rest)];
    return Dependencies.frontier(named, counts);
  }

  /** A bit for each slot that an entry was read for. */
  private long readEntries(ByteReader in, int slots) {
    int entries = in.count(slots);
    long named = 0;
    int next = 0;
    for (int i = 0; i < entries; i++) {
      int slot = next + in.count(told.length);
      if (slot >= slots) throw new MalformedException("slot " + slot + " of " + slots);
      told[slot] += in.zigzag();
      named |= 1L << slot;
      next = slot + 1;
    }
    return named;
  }
}
