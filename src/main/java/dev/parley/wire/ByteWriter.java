package dev.parley.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes numbers and texts, most significant byte first, into an array that grows. */
final class ByteWriter {
  private static final int VARINT_PAYLOAD = 0x7f;
  private static final int VARINT_MORE = 0x80;

  private byte[] bytes;
  private int size;

  ByteWriter(int expectedBytes) {
    bytes = new byte[expectedBytes];
  }

  int size() {
    return size;
  }

  byte[] toArray() {
    return Arrays.copyOf(bytes, size);
  }

  ByteWriter u8(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
    return this;
  }

  ByteWriter u16(int value) {
    return u8(value >>> 8).u8(value);
  }

  ByteWriter u32(int value) {
    return u16(value >>> 16).u16(value);
  }

  ByteWriter u64(long value) {
    return u32((int) (value >>> 32)).u32((int) value);
  }

  /** Seven bits a byte, the lowest first: small numbers are short, negative ones take ten bytes. */
  ByteWriter varint(long value) {
    reserve(10);
    long rest = value;
    while ((rest & ~VARINT_PAYLOAD) != 0) {
      bytes[size++] = (byte) (rest | VARINT_MORE);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
    return this;
  }

  /** A varint in which small negative numbers are short as well: 0, -1, 1, -2 become 0, 1, 2, 3. */
  ByteWriter zigzag(long value) {
    return varint((value << 1) ^ (value >> 63));
  }

  /** The number of bytes, then the bytes. */
  ByteWriter block(byte[] block) {
    return varint(block.length).raw(block);
  }

  ByteWriter text(String text) {
    return block(text.getBytes(StandardCharsets.UTF_8));
  }

  ByteWriter raw(byte[] block) {
    reserve(block.length);
    System.arraycopy(block, 0, bytes, size, block.length);
    size += block.length;
    return this;
  }

  private void reserve(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
    }
  }
}
