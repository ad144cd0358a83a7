package dev.parley.protocol;

/**
 * The address at which a process listens: an IP address or host name, and a port. An attribute of a
 * member, never its identity.
 */
public record Endpoint(String host, int port) {
  /** The longest host name that DNS allows (RFC 1035, 2.3.4). */
  public static final int MAX_HOST_LENGTH = 255;

  public Endpoint {
    if (host.isEmpty() || host.length() > MAX_HOST_LENGTH) {
      throw new IllegalArgumentException(
          "a host has 1 to " + MAX_HOST_LENGTH + " characters, this one has " + host.length());
    }
    if (port < 1 || port > 65_535)
      throw new IllegalArgumentException("a port is 1 to 65535, this one is " + port);
  }

  /**
   * Reads the form that {@link #toString} writes: a host, a colon and a port. Throws
   * IllegalArgumentException for any other text.
   */
  public static Endpoint parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1) throw new IllegalArgumentException("there is no port after the host");
    return new Endpoint(
        withoutBrackets(text.substring(0, colon)), Integer.parseInt(text.substring(colon + 1)));
  }

  /** Returns {@code host} itself, or the part between its brackets. */
  public static String withoutBrackets(String host) {
    boolean isInBrackets = host.length() > 2 && host.startsWith("[") && host.endsWith("]");
    return isInBrackets ? host.substring(1, host.length() - 1) : host;
  }

  /** The host as in an address: that of IPv6 in brackets (RFC 3986, 3.2.2). */
  public String hostInAddress() {
    return host.indexOf(':') < 0 ? host : "[" + host + "]";
  }

  @Override
  public String toString() {
    return hostInAddress() + ":" + port;
  }
}
