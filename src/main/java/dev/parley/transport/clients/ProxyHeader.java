package dev.parley.transport.clients;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.parley.config.AddressLiteral;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a proxy sends before the bytes of its client: for whom it connects (HAProxy's PROXY
 * protocol, versions 1 and 2). Never throws, whatever arrives, and keeps no more than one header.
 */
final class ProxyHeader {
  /**
   * Addresses take at most 232 bytes; what else a header of version 2 may have (names, the
   * encryption, checksums) some hundreds. A longer one is refused.
   */
  static final int MAX_BYTES = 4_096;

  /** With its line end (section 2.1 of the specification). */
  static final int MAX_TEXT_BYTES = 107;

  private static final byte[] TEXT_BEGIN = "PROXY ".getBytes(US_ASCII);
  private static final byte[] BINARY_BEGIN = "\r\n\r\n\0\r\nQUIT\n".getBytes(US_ASCII);
  private static final int BINARY_HEAD_BYTES = 16;

  // Of the 13th byte: the version is the left half, the command the right one.
  private static final int FOR_ITSELF = 0x20;
  private static final int FOR_CLIENT = 0x21;

  // Of the 14th byte: the family is the left half, the protocol the right one.
  private static final int TCP_OVER_IPV4 = 0x11;
  private static final int TCP_OVER_IPV6 = 0x21;
  private static final int IPV4_BYTES = 4;
  private static final int IPV6_BYTES = 16;
  private static final int PORTS_BYTES = 4;
  private static final int WORDS_OF_TEXT = 6;

  sealed interface Read {}

  /** More bytes must come. */
  enum Incomplete implements Read {
    INSTANCE
  }

  /** What arrived is no header, or one that is too long. */
  enum Refused implements Read {
    INSTANCE
  }

  /**
   * {@code client}: where it connects from; empty if the proxy does not say so, or connects for
   * itself, as to see whether the node lives. {@code rest}: the first bytes of the client.
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Whole(Optional<InetAddress> client, byte[] rest) implements Read {}

  private byte[] held = {};

  Read feed(byte[] bytes) {
    int before = held.length;
    held = Arrays.copyOf(held, before + bytes.length);
    System.arraycopy(bytes, 0, held, before, bytes.length);
    if (begins(TEXT_BEGIN)) return text();
    if (begins(BINARY_BEGIN)) return binary();
    return Refused.INSTANCE;
  }

  /** Also true while fewer bytes are there. */
  private boolean begins(byte[] with) {
    int length = Math.min(held.length, with.length);
    return Arrays.equals(held, 0, length, with, 0, length);
  }

  private Read whole(Optional<InetAddress> client, int bytes) {
    return new Whole(client, Arrays.copyOfRange(held, bytes, held.length));
  }

  private Read text() {
    int end = lineEnd();
    if (end < 0) return held.length >= MAX_TEXT_BYTES ? Refused.INSTANCE : Incomplete.INSTANCE;
    var words = new String(held, 0, end, US_ASCII).split(" ", -1);
    int bytes = end + 2;
    if (words[1].equals("UNKNOWN")) return whole(Optional.empty(), bytes);
    boolean isIpv4 = words[1].equals("TCP4");
    if (!isIpv4 && !words[1].equals("TCP6")) return Refused.INSTANCE;
    if (words.length != WORDS_OF_TEXT || !isPort(words[4]) || !isPort(words[5]))
      return Refused.INSTANCE;
    var client = address(words[2], isIpv4);
    boolean isValid = client.isPresent() && address(words[3], isIpv4).isPresent();
    return isValid ? whole(client, bytes) : Refused.INSTANCE;
  }

  private int lineEnd() {
    int last = Math.min(held.length, MAX_TEXT_BYTES) - 1;
    for (int i = 0; i < last; i++) if (held[i] == '\r' && held[i + 1] == '\n') return i;
    return -1;
  }

  private static boolean isPort(String word) {
    return word.matches("0|[1-9]\\d{0,4}") && Integer.parseInt(word) <= 0xffff;
  }

  private static Optional<InetAddress> address(String word, boolean isIpv4) {
    return AddressLiteral.isIpv4(word) == isIpv4 ? AddressLiteral.parse(word) : Optional.empty();
  }

  private Read binary() {
    if (held.length < BINARY_HEAD_BYTES) return Incomplete.INSTANCE;
    int command = held[12] & 0xff;
    int family = held[13] & 0xff;
    int length = ((held[14] & 0xff) << 8) | (held[15] & 0xff);
    int bytes = BINARY_HEAD_BYTES + length;
    if (command != FOR_ITSELF && command != FOR_CLIENT) return Refused.INSTANCE;
    if (bytes > MAX_BYTES) return Refused.INSTANCE;
    if (held.length < bytes) return Incomplete.INSTANCE;
    int addressBytes =
        family == TCP_OVER_IPV4 ? IPV4_BYTES : family == TCP_OVER_IPV6 ? IPV6_BYTES : 0;
    // Other families (sockets of Unix, datagrams) and "unspecified" name nobody.
    if (command == FOR_ITSELF || addressBytes == 0) return whole(Optional.empty(), bytes);
    if (length < 2 * addressBytes + PORTS_BYTES) return Refused.INSTANCE;
    return whole(Optional.of(source(addressBytes)), bytes);
  }

  private InetAddress source(int bytes) {
    try {
      return InetAddress.getByAddress(
          Arrays.copyOfRange(held, BINARY_HEAD_BYTES, BINARY_HEAD_BYTES + bytes));
    } catch (UnknownHostException e) {
      throw new AssertionError(bytes + " bytes are an address", e);
    }
  }
}
