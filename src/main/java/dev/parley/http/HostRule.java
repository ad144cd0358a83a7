package dev.parley.http;

import dev.parley.protocol.Endpoint;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The names by which a request may call this node. A page whose name was made to mean this node's
 * address (DNS rebinding) calls it by that name, and is refused. Addresses pass: no page can make
 * them mean something else. Ports do not count, since forwarded ones differ.
 */
final class HostRule {
  private static final String LOCALHOST = "localhost";
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-f:.]*:[0-9a-f:.]*");
  private static final Pattern PORT = Pattern.compile(":\\d{0,5}$");

  private final Set<String> names = new TreeSet<>();

  /** {@code names}: those of this node, beside its addresses. */
  HostRule(Collection<String> names) {
    names.forEach(name -> this.names.add(hostOf(name)));
  }

  /** {@code authority}: a host with or without a port, as in the header Host. */
  boolean isOurs(String authority) {
    var host = hostOf(authority);
    return isNamed(host) || isAddress(host) || host.equals(LOCALHOST);
  }

  /** Returns true if {@code host} is one of the names that this rule was given. */
  boolean isNamed(String host) {
    return names.contains(host);
  }

  /** Returns true if only this machine can mean itself by {@code authority}. */
  static boolean isLoopback(String authority) {
    var host = hostOf(authority);
    return host.equals(LOCALHOST)
        || host.equals("::1")
        || (host.startsWith("127.") && isAddress(host));
  }

  /** {@code host}: as {@link #hostOf} gives it. */
  static boolean isAddress(String host) {
    return IPV4.matcher(host).matches() || IPV6.matcher(host).matches();
  }

  /** Small letters, no port, no brackets, no dot at the end. */
  static String hostOf(String authority) {
    var text = authority.strip().toLowerCase(Locale.ROOT);
    boolean isBareIpv6 = IPV6.matcher(text).matches() && text.indexOf(':') != text.lastIndexOf(':');
    var host = isBareIpv6 ? text : PORT.matcher(text).replaceFirst("");
    host = Endpoint.withoutBrackets(host);
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }
}
