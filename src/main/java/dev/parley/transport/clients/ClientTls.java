package dev.parley.transport.clients;

import dev.parley.config.TrustedProxies;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;

/**
 * How connections of clients are protected. {@code engines}: one for each encrypted connection;
 * empty at a node without a key. {@code takesPlain}: also from other machines, for a proxy in front
 * of the node. {@code proxies}: those that say for whom they connect.
 */
public record ClientTls(
    Optional<Supplier<SSLEngine>> engines, boolean takesPlain, TrustedProxies proxies) {
  /** For a node without a key: all connections are plain. */
  public static final ClientTls NONE = new ClientTls(Optional.empty(), true, TrustedProxies.NONE);

  /** {@code isLocal}: both ends of the connection are loopback addresses. */
  boolean takesPlain(boolean isLocal) {
    return takesPlain || isLocal || engines.isEmpty();
  }

  /** Whether clients come by a proxy that does not say who they are, and may be anywhere. */
  public boolean isByProxy() {
    return takesPlain && engines.isPresent() && proxies.isEmpty();
  }
}
