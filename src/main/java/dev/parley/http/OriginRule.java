package dev.parley.http;

import dev.parley.protocol.Endpoint;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The pages that may send requests and open chats: this node's own, those of the cluster's other
 * servers, and those that the operator named. Every browser names the page in the header Origin; a
 * request without it comes from a program, which could write anything there.
 *
 * <p>A page stays open when the server that it came from dies, and goes to the next one. So servers
 * that have left are remembered. Safe for several threads.
 */
final class OriginRule {
  /** More servers than a cluster has; beyond it those that were seen longest ago are forgotten. */
  static final int MAX_SERVERS = 256;

  private static final String LOOPBACK = "localhost";
  private static final String SCHEME_END = "://";

  private final HostRule hosts;
  private final Set<String> origins = new TreeSet<>();
  private final int pageOffset;
  private final Map<String, Boolean> pages =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > MAX_SERVERS;
        }
      };

  /**
   * {@code hosts}: names of the cluster's pages, on any port. {@code origins}: whole origins.
   * {@code pageOffset}: the distance of a server's page from its client port.
   */
  OriginRule(Collection<String> hosts, Collection<String> origins, int pageOffset) {
    this.hosts = new HostRule(hosts);
    this.pageOffset = pageOffset;
    origins.forEach(origin -> this.origins.add(origin.strip().toLowerCase(Locale.ROOT)));
  }

  /** {@code servers}: the client addresses of the present members. */
  synchronized void onServers(List<Endpoint> servers) {
    for (var server : servers)
      pages.put(place(server.hostInAddress(), server.port() + pageOffset), true);
  }

  /** {@code authority}: the header Host of the same request. */
  synchronized boolean isAllowed(String origin, String authority) {
    var asked = origin.strip().toLowerCase(Locale.ROOT);
    int begin = asked.indexOf(SCHEME_END);
    if (begin < 0) return false; // "null": a file, a sandbox, or a redirection
    var page = asked.substring(begin + SCHEME_END.length());
    return origins.contains(asked)
        || page.equals(authority.strip().toLowerCase(Locale.ROOT))
        || hosts.isNamed(HostRule.hostOf(page))
        || pages.containsKey(place(page));
  }

  private static String place(String page) {
    int colon = page.lastIndexOf(':');
    boolean hasPort = colon > page.lastIndexOf(']');
    var port = hasPort ? page.substring(colon + 1) : "";
    return place(hasPort ? page.substring(0, colon) : page, port);
  }

  private static String place(String host, Object port) {
    // The page of a server on loopback may have been opened by another name of loopback.
    var name = HostRule.isLoopback(host) ? LOOPBACK : HostRule.hostOf(host);
    return (name.indexOf(':') < 0 ? name : new Endpoint(name, 1).hostInAddress()) + ":" + port;
  }
}
