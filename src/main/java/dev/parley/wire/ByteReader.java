package dev.parley.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the output of {@link ByteWriter}, from bytes of any origin. Every length is checked against
 * the remaining bytes before anything is allocated; bytes that cannot be read throw {@link
 * MalformedException}.
 */
final class ByteReader {
  private static final int LONGEST_VARINT = 10;
  private static final char REPLACEMENT = '\uFFFD';

  private final byte[] bytes;
  private int position;

  ByteReader(byte[] bytes) {
    this.bytes = bytes;
  }

  int remaining() {
    return bytes.length - position;
  }

  /** One byte, 0 or 1. */
  boolean flag() {
    int value = u8();
    if (value > 1) throw new MalformedException("a flag of " + value);
    return value == 1;
  }

  int u8() {
    if (position == bytes.length) throw new MalformedException("ends at byte " + position);
    return bytes[position++] & 0xff;
  }

  int u16() {
    return u8() << 8 | u8();
  }

  int u32() {
    return u16() << 16 | u16();
  }

  long u64() {
    return ((long) u32() << 32) | (u32() & 0xffff_ffffL);
  }

  long varint() {
    long value = 0;
    for (int i = 0; i < LONGEST_VARINT; i++) {
      int octet = u8();
      value |= (long) (octet & 0x7f) << (7 * i);
      if (octet < 0x80) {
        // The tenth byte holds the 64th bit; anything above it would be lost silently.
        if (i == LONGEST_VARINT - 1 && octet > 1) break;
        return value;
      }
    }
    throw new MalformedException("a number of more than 64 bits before byte " + position);
  }

  long zigzag() {
    long value = varint();
    return (value >>> 1) ^ -(value & 1);
  }

  /** A varint that is at most {@code limit}. */
  int count(int limit) {
    long value = varint();
    if (value < 0 || value > limit) {
      throw new MalformedException("a count of " + Long.toUnsignedString(value) + " over " + limit);
    }
    return (int) value;
  }

  byte[] block(int limit) {
    return raw(count(limit));
  }

  String text(int limit) {
    int length = count(limit);
    require(length);
    var text = new String(bytes, position, length, StandardCharsets.UTF_8);
    // Two different wrong encodings would become the same text.
    if (text.indexOf(REPLACEMENT) >= 0) throw new MalformedException("a text that is not UTF-8");
    position += length;
    return text;
  }

  byte[] raw(int length) {
    require(length);
    position += length;
    return Arrays.copyOfRange(bytes, position - length, position);
  }

  byte[] rest() {
    return raw(remaining());
  }

  void requireEnd() {
    if (remaining() > 0) throw new MalformedException(remaining() + " bytes too many");
  }

  private void require(int length) {
    if (length > remaining()) {
      throw new MalformedException(length + " bytes announced, " + remaining() + " there");
    }
  }
}
