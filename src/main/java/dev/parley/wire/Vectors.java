package dev.parley.wire;

import dev.parley.protocol.View;

/** Counts by slot as bytes: whole, or as what changed since another vector of the same view. */
final class Vectors {
  private Vectors() {}

  static void write(long[] counts, ByteWriter out) {
    if (counts.length > View.MAX_MEMBERS) {
      throw new FrameTooLargeException(
          counts.length + " slots, a view has at most " + View.MAX_MEMBERS);
    }
    out.varint(counts.length);
    for (long count : counts) out.varint(count);
  }

  static long[] read(ByteReader in) {
    var counts = new long[in.count(View.MAX_MEMBERS)];
    for (int slot = 0; slot < counts.length; slot++) counts[slot] = in.varint();
    return counts;
  }

  /** How many changed; for each, how many slots were skipped before it, and by how much. */
  static void writeChanges(long[] before, long[] now, ByteWriter out) {
    int changed = 0;
    for (int slot = 0; slot < now.length; slot++) if (now[slot] != before[slot]) changed++;
    out.varint(changed);
    int next = 0;
    for (int slot = 0; slot < now.length; slot++) {
      if (now[slot] == before[slot]) continue;
      out.varint(slot - next).zigzag(now[slot] - before[slot]);
      next = slot + 1;
    }
  }

  static long[] readChanges(long[] before, ByteReader in) {
    var now = before.clone();
    int changed = in.count(before.length);
    int next = 0;
    for (int i = 0; i < changed; i++) {
      int slot = next + in.count(View.MAX_MEMBERS);
      if (slot >= now.length) throw new MalformedException("slot " + slot + " of " + now.length);
      now[slot] += in.zigzag();
      next = slot + 1;
    }
    return now;
  }
}
