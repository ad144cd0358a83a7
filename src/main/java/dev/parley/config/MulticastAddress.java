package dev.parley.config;

/** The multicast group: {@code ttl} is in hops. */
public record MulticastAddress(boolean enabled, String address, int port, int ttl) {
  public MulticastAddress {
    if (enabled && !address.matches("2(2[4-9]|3[0-9])(\\.[0-9]{1,3}){3}")) {
      throw new ConfigProblem(
          "parley.multicast.address must be 224.0.0.0 to 239.255.255.255, not '" + address + "'.");
    }
    if (port < 1 || port > Ports.MAX_PORT) {
      throw new ConfigProblem("parley.multicast.port must be 1 to 65535, not " + port + ".");
    }
    if (ttl < 0 || ttl > 255) {
      throw new ConfigProblem("parley.multicast.ttl must be -1 to 255, not " + ttl + ".");
    }
  }
}
