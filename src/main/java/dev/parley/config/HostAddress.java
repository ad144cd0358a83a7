package dev.parley.config;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * A host that a setting names, and its meaning to a socket. A name is looked up; one that cannot be
 * resolved is taken for IPv4, and the code that opens the socket reports it.
 */
public record HostAddress(String host, Optional<InetAddress> address) {
  /** Asks no name server: a name stays a name. */
  static HostAddress ofLiteral(String host) {
    boolean isLiteral = host.indexOf(':') >= 0 || host.matches("[0-9.]+");
    return isLiteral ? of(host) : new HostAddress(host, Optional.empty());
  }

  public static HostAddress of(String host) {
    try {
      return new HostAddress(host, Optional.of(InetAddress.getByName(host)));
    } catch (UnknownHostException e) {
      return new HostAddress(host, Optional.empty());
    }
  }

  public boolean isIpv6() {
    return address.filter(Inet6Address.class::isInstance).isPresent();
  }

  /** Returns true if this means all addresses of the machine, and so none that others could use. */
  public boolean isWildcard() {
    return address.filter(InetAddress::isAnyLocalAddress).isPresent();
  }

  public boolean isLoopback() {
    return address.filter(InetAddress::isLoopbackAddress).isPresent();
  }

  /**
   * Returns true for a link-local address: each machine has it once for each interface, and each
   * means itself or a neighbour by it.
   */
  public boolean isLinkLocal() {
    return isIpv6() && address.filter(InetAddress::isLinkLocalAddress).isPresent();
  }

  /** Returns true if the host is an address, not a name. */
  public boolean isLiteral() {
    return address.isPresent() && host.indexOf(':') >= 0;
  }
}
