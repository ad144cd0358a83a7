package dev.parley.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** An address as text. Whatever the text is, no name is ever looked up. */
public final class AddressLiteral {
  private static final String OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");

  /** Begins as the library expects of an address; with a colon it can be no name. */
  private static final Pattern IPV6 =
      Pattern.compile("(?=.{2,45}$)[0-9A-Fa-f:][0-9A-Fa-f.]*:[0-9A-Fa-f:.]*");

  private AddressLiteral() {}

  /** Nothing if {@code text} is no address; one of IPv6 is written without brackets and scope. */
  public static Optional<InetAddress> parse(String text) {
    return isIpv4(text) || IPV6.matcher(text).matches() ? address(text) : Optional.empty();
  }

  /** Four numbers from 0 to 255, without zeros before them. */
  public static boolean isIpv4(String text) {
    return IPV4.matcher(text).matches();
  }

  private static Optional<InetAddress> address(String text) {
    try {
      return Optional.of(InetAddress.getByName(text));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
