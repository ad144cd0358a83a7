package dev.parley.config;

import dev.parley.protocol.Endpoint;

/**
 * The addresses at which a node listens and those that it announces. {@code bind}: the address of
 * every socket. {@code own}: the address whose interface carries the multicast and whose family the
 * members have. {@code forMembers} and {@code forClients}: hosts at which these reach the node.
 */
public record Addresses(String bind, HostAddress own, String forMembers, String forClients) {
  private static final String BIND = "parley.bind (--bind)";
  private static final String ADVERTISE = "parley.advertise (--advertise)";
  private static final String CLIENT_HOST = "parley.client.host";

  /** {@code advertise} and {@code clientHost} are empty where they are not set. */
  static Addresses of(String bind, String advertise, String clientHost) {
    var listening = host(BIND, bind);
    if (advertise.isEmpty() && clientHost.isEmpty()) return ofBind(listening);
    var members = advertise.isEmpty() ? told(CLIENT_HOST, clientHost) : told(ADVERTISE, advertise);
    var clients = clientHost.isEmpty() ? members : told(CLIENT_HOST, clientHost);
    if (!listening.isWildcard())
      return new Addresses(listening.host(), listening, members.host(), clients.host());
    // A name alone reveals neither its interface nor its family.
    var own = HostAddress.of(members.host());
    checkInterfaceOf(advertise.isEmpty() ? CLIENT_HOST : ADVERTISE, own);
    if (own.isIpv6() && !listening.isIpv6())
      throw new ConfigProblem(
          "%s %s listens to IPv4 only, and %s is IPv6: give --bind ::."
              .formatted(BIND, listening.host(), own.host()));
    return new Addresses(listening.host(), own, members.host(), clients.host());
  }

  /**
   * Many systems name themselves in a hosts file, as an address of the loopback interface: a node
   * that took it for its own would multicast to no other machine, without a warning.
   */
  static void checkInterfaceOf(String key, HostAddress own) {
    if (own.address().isEmpty())
      throw new ConfigProblem(
          ("%s %s is not a name that this machine knows, so its interface for multicast "
                  + "is not known: give its address.")
              .formatted(key, own.host()));
    boolean isMeant = own.host().equals("localhost") || own.host().startsWith("127.");
    if (own.isLoopback() && !isMeant && own.host().indexOf(':') < 0)
      throw new ConfigProblem(
          "%s %s is %s on this machine, which no other machine reaches: give the address at which others reach it."
              .formatted(key, own.host(), own.address().orElseThrow().getHostAddress()));
  }

  private static Addresses ofBind(HostAddress listening) {
    if (listening.isWildcard())
      throw new ConfigProblem(
          ("%s %s means every address of this machine, and others need one at which they "
                  + "reach it: give --advertise HOST, such as --advertise 192.168.1.5, or "
                  + "--bind that address.")
              .formatted(BIND, listening.host()));
    checkIsReachable(BIND, listening);
    return new Addresses(listening.host(), listening, listening.host(), listening.host());
  }

  private static HostAddress host(String key, String given) {
    var host = Endpoint.withoutBrackets(given.strip());
    if (host.isEmpty())
      throw new ConfigProblem(key + " is empty: give an address, such as 127.0.0.1.");
    return check(key, HostAddress.of(host));
  }

  private static HostAddress told(String key, String given) {
    var told = check(key, HostAddress.ofLiteral(Endpoint.withoutBrackets(given.strip())));
    checkIsReachable(key, told);
    return told;
  }

  private static HostAddress check(String key, HostAddress address) {
    var host = address.host();
    boolean isHost = !host.isEmpty() && host.length() <= Endpoint.MAX_HOST_LENGTH;
    if (!isHost || (host.indexOf(':') >= 0 && !address.isLiteral()))
      throw new ConfigProblem(
          "%s is a host's name or address without a port, not '%s'.".formatted(key, host));
    return address;
  }

  private static void checkIsReachable(String key, HostAddress told) {
    if (told.isWildcard())
      throw new ConfigProblem(
          ("%s %s is not an address at which others reach this node: give one of this "
                  + "machine, such as 192.168.1.5.")
              .formatted(key, told.host()));
    if (told.isLinkLocal())
      throw new ConfigProblem(
          "%s %s is a link-local address, which means another machine elsewhere: give a global or unique local one (fd00::/8)."
              .formatted(key, told.host()));
  }
}
