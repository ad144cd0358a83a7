package dev.parley.config;

import java.net.InetAddress;
import java.util.Optional;

/** The addresses that begin with the same bits as {@code first}: a network, or one address. */
public record AddressRange(InetAddress first, int prefixBits) {
  /** {@code text}: "192.168.1.5", "10.0.0.0/8", "fd00::/8"; nothing for anything else. */
  static Optional<AddressRange> parse(String text) {
    int slash = text.indexOf('/');
    var address = AddressLiteral.parse(slash < 0 ? text : text.substring(0, slash));
    if (address.isEmpty()) return Optional.empty();
    int all = address.get().getAddress().length * Byte.SIZE;
    if (slash < 0) return Optional.of(new AddressRange(address.get(), all));
    var bits = text.substring(slash + 1);
    boolean isLength = bits.matches("\\d{1,3}") && Integer.parseInt(bits) <= all;
    return isLength
        ? Optional.of(new AddressRange(address.get(), Integer.parseInt(bits)))
        : Optional.empty();
  }

  /** An address of IPv4 on a socket of IPv6 is one of IPv4, as the library has it. */
  public boolean contains(InetAddress address) {
    byte[] mine = first.getAddress();
    byte[] other = address.getAddress();
    if (mine.length != other.length) return false;
    for (int bit = 0; bit < prefixBits; bit++) {
      int mask = 0x80 >> (bit % Byte.SIZE);
      if (((mine[bit / Byte.SIZE] ^ other[bit / Byte.SIZE]) & mask) != 0) return false;
    }
    return true;
  }
}
