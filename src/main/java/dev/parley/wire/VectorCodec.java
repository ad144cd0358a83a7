package dev.parley.wire;

import dev.parley.protocol.View;

/** Counts by slot as bytes. */
final class VectorCodec {
  private VectorCodec() {}

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
}
