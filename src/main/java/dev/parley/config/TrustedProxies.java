package dev.parley.config;

import com.typesafe.config.Config;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * The proxies and gateways before a node that are believed when they say for whom they connect.
 * Whoever is in one of these ranges can pass for any other address.
 */
public record TrustedProxies(List<AddressRange> ranges) {
  public static final TrustedProxies NONE = new TrustedProxies(List.of());

  public TrustedProxies {
    ranges = List.copyOf(ranges);
  }

  static TrustedProxies read(Config config) {
    return of(HttpAccess.list(config, "client.proxies"));
  }

  /** Throws a {@link ConfigProblem} for what is neither an address nor a network. */
  public static TrustedProxies of(List<String> texts) {
    var ranges = new ArrayList<AddressRange>();
    for (var text : texts)
      ranges.add(
          AddressRange.parse(text)
              .orElseThrow(
                  () ->
                      new ConfigProblem(
                          "parley.client.proxies has addresses and networks, such as 192.168.1.5"
                              + " and 10.0.0.0/8, not '"
                              + text
                              + "'.")));
    return new TrustedProxies(ranges);
  }

  public boolean contains(InetAddress address) {
    return ranges.stream().anyMatch(range -> range.contains(address));
  }

  public boolean isEmpty() {
    return ranges.isEmpty();
  }
}
