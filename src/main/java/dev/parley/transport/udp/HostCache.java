package dev.parley.transport.udp;

import dev.parley.protocol.Endpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The addresses behind endpoints. A name is looked up elsewhere and asynchronously: until the
 * answer arrives nothing can be sent to it. An answer is forgotten after a while, since names move.
 */
final class HostCache {
  /** More than a view has members; the endpoints are foreign, so their number must have a limit. */
  static final int MAX_ENTRIES = 512;

  /** How long an answer is kept, and how long to wait before a name is looked up again. */
  static final long FORGET_AFTER_MS = 30_000;

  private static final String OCTET = "(25[0-5]|2[0-4]\\d|1?\\d?\\d)";

  private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");

  private record Entry(Optional<InetSocketAddress> address, long sinceMs) {}

  private final Map<Endpoint, Entry> entries =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Endpoint, Entry> eldest) {
          return size() > MAX_ENTRIES;
        }
      };

  /** The address, if it is known. */
  Optional<InetSocketAddress> find(Endpoint endpoint, long nowMs) {
    var entry = entries.get(endpoint);
    if (entry != null && nowMs - entry.sinceMs() < FORGET_AFTER_MS) return entry.address();
    if (!isLiteral(endpoint.host())) return Optional.empty();
    var address = literal(endpoint);
    entries.put(endpoint, new Entry(address, nowMs));
    return address;
  }

  /** Returns true, once in a while, if {@code endpoint} should be looked up. */
  boolean startsLookup(Endpoint endpoint, long nowMs) {
    var entry = entries.get(endpoint);
    if (entry != null && nowMs - entry.sinceMs() < FORGET_AFTER_MS) return false;
    entries.put(endpoint, new Entry(Optional.empty(), nowMs));
    return true;
  }

  void onFound(Endpoint endpoint, InetSocketAddress address, long nowMs) {
    entries.put(endpoint, new Entry(Optional.of(address), nowMs));
  }

  private static boolean isLiteral(String host) {
    return IPV4.matcher(host).matches() || host.indexOf(':') >= 0;
  }

  /** The address that {@code endpoint} is; nothing if its host is a name. Performs no lookup. */
  static Optional<InetSocketAddress> literal(Endpoint endpoint) {
    if (!isLiteral(endpoint.host())) return Optional.empty();
    try {
      // No name is looked up: the host is a literal, or refused.
      var address = InetAddress.getByName(endpoint.host());
      return Optional.of(new InetSocketAddress(address, endpoint.port()));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
