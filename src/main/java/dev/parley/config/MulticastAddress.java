package dev.parley.config;

/** The multicast group: {@code ttl} is in hops. */
public record MulticastAddress(boolean enabled, String address, int port, int ttl) {
  /** An organization-local address (RFC 2365). */
  public static final String IPV4_DEFAULT = "239.255.77.1";

  /** A link-local address, as a TTL of 1 is link-local. */
  public static final String IPV6_DEFAULT = "ff02::7711";

  private static final String IPV4_GROUP = "2(2[4-9]|3[0-9])(\\.[0-9]{1,3}){3}";
  private static final String IPV6_GROUP = "[fF][fF][0-9a-fA-F]{2}:[0-9a-fA-F:]*";

  /** {@code address} may be empty until it is known which of the defaults is meant. */
  public MulticastAddress {
    if (enabled && !address.isEmpty() && !address.matches(IPV4_GROUP) && !isIpv6(address)) {
      throw new ConfigProblem(
          "parley.multicast.address must be 224.0.0.0 to 239.255.255.255, or an IPv6 group such as"
              + " ff02::7711 or ff05::7711, not '"
              + address
              + "'.");
    }
    if (port < 1 || port > Ports.MAX_PORT) {
      throw new ConfigProblem("parley.multicast.port must be 1 to 65535, not " + port + ".");
    }
    if (ttl < 0 || ttl > 255) {
      throw new ConfigProblem("parley.multicast.ttl must be -1 to 255, not " + ttl + ".");
    }
  }

  /**
   * The group of nodes at {@code host}, whose family it must have. Where it has not, seeds do
   * without multicast.
   */
  MulticastAddress forHost(HostAddress host, boolean hasSeeds) {
    if (address.isEmpty())
      return new MulticastAddress(enabled, host.isIpv6() ? IPV6_DEFAULT : IPV4_DEFAULT, port, ttl);
    if (!enabled || isIpv6(address) == host.isIpv6()) return this;
    if (hasSeeds) return new MulticastAddress(false, address, port, ttl);
    throw new ConfigProblem(
        "parley.multicast.address (%s) and the node's own address (%s) must both be IPv4 or both IPv6; or give --seed."
            .formatted(address, host.host()));
  }

  private static boolean isIpv6(String address) {
    // The parser asks no name server for an address with a colon.
    return address.matches(IPV6_GROUP) && HostAddress.of(address).isLiteral();
  }
}
