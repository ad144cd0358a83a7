package dev.parley.protocol.multicast;

import dev.parley.protocol.Dependencies;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.ViewId;
import java.nio.charset.StandardCharsets;

/**
 * The encoded size of frames in bytes, never underestimated: the protocol needs it to fill
 * datagrams without overfilling them. {@code doc/wire-format.md} has the tables.
 */
final class FrameSizes {
  private static final int FLAGS = 1;
  private static final int BITS_IN_A_BYTE = 7;

  private FrameSizes() {}

  /** Before the first frame, from the sender's name on. */
  static int header(MemberId sender, ViewId view) {
    return name(sender) + varint(view.epoch()) + name(view.leader());
  }

  static int name(MemberId member) {
    int bytes = member.node().getBytes(StandardCharsets.UTF_8).length;
    return varint(bytes) + bytes + varint(member.incarnation());
  }

  /** A frame without its origin's name, after one that had the number {@code before}. */
  static int frame(DataFrame frame, long before, long largestNamed) {
    int size = frame.payload().size();
    return FLAGS
        + zigzag(frame.dot().seq() - before - 1)
        + dependencies(frame.dependencies(), largestNamed)
        + (frame.remaining() == 0 ? 0 : varint(frame.remaining()))
        + varint(size)
        + size;
  }

  /**
   * In a datagram in which no number above {@code largestNamed} is named: an entry is encoded as a
   * difference of two of them.
   */
  static int dependencies(Dependencies dependencies, long largestNamed) {
    int entries = Long.bitCount(dependencies.named());
    return entries == 0 ? 0 : 1 + entries * (1 + zigzag(largestNamed));
  }

  /** The highest number that {@code dependencies} name. */
  static long largest(Dependencies dependencies) {
    long largest = 0;
    for (long rest = dependencies.named(); rest != 0; rest &= rest - 1)
      largest = Math.max(largest, dependencies.get(Long.numberOfTrailingZeros(rest)));
    return largest;
  }

  static int varint(long value) {
    int bits = Long.SIZE - Long.numberOfLeadingZeros(value | 1);
    return (bits + BITS_IN_A_BYTE - 1) / BITS_IN_A_BYTE;
  }

  private static int zigzag(long value) {
    return varint((value << 1) ^ (value >> 63));
  }
}
