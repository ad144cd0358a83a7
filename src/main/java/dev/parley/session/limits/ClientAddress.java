package dev.parley.session.limits;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The address that a client connects from. Clients of one {@code share} count as one: an IPv4
 * address, or the /64 that an IPv6 address is in, since a single machine has all of that.
 *
 * @param host the address, as it is written in the log
 * @param isLoopback whether the client is on this machine, where no rates hold, but shares do
 */
public record ClientAddress(String host, String share, boolean isLoopback) {
  private static final int IPV4_BYTES = 4;
  private static final int IPV6_BYTES = 16;

  /** ::ffff:0:0/96: an IPv4 address on a socket of IPv6. */
  private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff};

  /** For a client whose address is not known; all of these count as one. */
  public static final ClientAddress UNKNOWN =
      new ClientAddress("an unknown address", "unknown", false);

  /** {@code bytes}: an address in network order, 4 or 16 bytes. */
  public static ClientAddress of(byte[] bytes) {
    if (bytes.length == IPV4_BYTES) return ofIpv4(bytes);
    if (bytes.length != IPV6_BYTES)
      throw new IllegalArgumentException(bytes.length + " bytes are no address");
    if (Arrays.equals(bytes, 0, MAPPED.length, MAPPED, 0, MAPPED.length))
      return ofIpv4(Arrays.copyOfRange(bytes, MAPPED.length, IPV6_BYTES));
    var host = groups(bytes, 8);
    return new ClientAddress(host, groups(bytes, 4) + "::/64", isIpv6Loopback(bytes));
  }

  /** The same for a client that is not on this machine, whatever its address looks like. */
  public ClientAddress beyondLoopback() {
    return isLoopback ? new ClientAddress(host, share, false) : this;
  }

  private static ClientAddress ofIpv4(byte[] bytes) {
    var host =
        IntStream.range(0, IPV4_BYTES)
            .mapToObj(i -> Integer.toString(bytes[i] & 0xff))
            .collect(Collectors.joining("."));
    return new ClientAddress(host, host, bytes[0] == 127);
  }

  private static boolean isIpv6Loopback(byte[] bytes) {
    for (int i = 0; i < IPV6_BYTES - 1; i++) if (bytes[i] != 0) return false;
    return bytes[IPV6_BYTES - 1] == 1;
  }

  private static String groups(byte[] bytes, int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i -> Integer.toHexString(((bytes[2 * i] & 0xff) << 8) | (bytes[2 * i + 1] & 0xff)))
        .collect(Collectors.joining(":"));
  }
}
