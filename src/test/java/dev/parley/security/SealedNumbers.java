package dev.parley.security;

/** What only the seal itself sees of a datagram. */
public final class SealedNumbers {
  private SealedNumbers() {}

  /** The key and the nonce of a sealed datagram: no two datagrams have the same. */
  public static String of(byte[] sealed) {
    return SealHeader.read(sealed).orElseThrow().toString();
  }
}
