package dev.parley.protocol.multicast;

import java.util.Arrays;

/**
 * The bytes that a message carries; opaque to the protocol. Immutable by convention: no code writes
 * to the array it wraps.
 */
public final class Payload {
  private final byte[] bytes;

  private Payload(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Wraps without a copy; the caller gives the array away. */
  public static Payload wrap(byte[] bytes) {
    return new Payload(bytes);
  }

  public int size() {
    return bytes.length;
  }

  /** The wrapped array itself, to be read only. */
  public byte[] unsafeArray() {
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Payload payload && Arrays.equals(bytes, payload.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return bytes.length + " bytes";
  }
}
