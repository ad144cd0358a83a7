package dev.parley.http;

import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.RemoteAddress;
import dev.parley.config.AddressLiteral;
import dev.parley.config.TrustedProxies;
import dev.parley.session.limits.ClientAddress;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The address that a request comes from. Proxies add the address that connected to them at the end
 * of a header, {@code Forwarded} (RFC 7239) or {@code X-Forwarded-For}; what is before that anybody
 * can write there. So the last address counts that is not that of a listed proxy.
 */
final class ClientSource {
  private static final String FORWARDED = "forwarded";
  private static final String FORWARDED_FOR = "x-forwarded-for";

  private static final Pattern PORT = Pattern.compile("(?<=^[^:]{1,15}|]):[0-9_A-Za-z.-]{1,32}$");

  private final TrustedProxies proxies;
  private final boolean isByProxy;

  ClientSource(TrustedProxies proxies) {
    this(proxies, false);
  }

  /** {@code isByProxy}: clients come by proxies that are not listed, and may be anywhere. */
  ClientSource(TrustedProxies proxies, boolean isByProxy) {
    this.proxies = proxies;
    this.isByProxy = isByProxy;
  }

  ClientAddress of(HttpRequest request) {
    return remote(request)
        .map(remote -> of(remote, values(request, FORWARDED), values(request, FORWARDED_FOR)))
        .orElse(ClientAddress.UNKNOWN);
  }

  /** Whether the request is one for somebody else, or may be. */
  boolean isForwarded(HttpRequest request) {
    return request.getHeader(FORWARDED).isPresent()
        || request.getHeader(FORWARDED_FOR).isPresent()
        || remote(request).filter(proxies::contains).isPresent();
  }

  static Optional<InetAddress> remote(HttpRequest request) {
    return request.getAttribute(AttributeKeys.remoteAddress).flatMap(RemoteAddress::getAddress);
  }

  private static List<String> values(HttpRequest request, String name) {
    var values = new ArrayList<String>();
    for (HttpHeader header : request.getHeaders()) if (header.is(name)) values.add(header.value());
    return values;
  }

  /**
   * {@code remote}: who connected; then the values of the two headers in their order. A proxy that
   * writes the one passes on the other as it came: where they differ, neither counts.
   */
  ClientAddress of(InetAddress remote, List<String> forwarded, List<String> forwardedFor) {
    var own = ClientAddress.of(remote.getAddress());
    boolean isForwarded = !forwarded.isEmpty() || !forwardedFor.isEmpty();
    if (!proxies.contains(remote)) return isForwarded || isByProxy ? own.beyondLoopback() : own;
    var client = forwarded.isEmpty() ? last(remote, forwardedFor) : last(remote, fors(forwarded));
    boolean isDisputed =
        !forwarded.isEmpty()
            && !forwardedFor.isEmpty()
            && !client.equals(last(remote, forwardedFor));
    var counted = isDisputed ? remote : client;
    return ClientAddress.of(counted.getAddress()).beyondLoopback();
  }

  private static List<String> fors(List<String> forwarded) {
    var addresses = new ArrayList<String>();
    for (var value : forwarded) addresses.addAll(ForwardedHeader.fors(value));
    return addresses;
  }

  private static List<String> elements(List<String> values) {
    return values.stream().flatMap(value -> List.of(value.split(",", -1)).stream()).toList();
  }

  /** Ends at the first that is no address: what is before it is of an unknown origin. */
  private InetAddress last(InetAddress remote, List<String> values) {
    var all = elements(values);
    var last = remote;
    for (int i = all.size() - 1; i >= 0 && proxies.contains(last); i--) {
      var before = address(all.get(i).strip());
      if (before.isEmpty()) return last;
      last = before.get();
    }
    return last;
  }

  private static Optional<InetAddress> address(String text) {
    var host = PORT.matcher(text).replaceFirst("");
    boolean isBracketed = host.startsWith("[") && host.endsWith("]");
    return AddressLiteral.parse(isBracketed ? host.substring(1, host.length() - 1) : host);
  }
}
