package dev.parley.transport.clients;

import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;

/**
 * How connections of clients are protected. {@code engines}: one for each encrypted connection;
 * empty at a node without a key. {@code takesPlain}: also from other machines, for a proxy in front
 * of the node.
 */
public record ClientTls(Optional<Supplier<SSLEngine>> engines, boolean takesPlain) {
  /** For a node without a key: all connections are plain. */
  public static final ClientTls NONE = new ClientTls(Optional.empty(), true);

  /** {@code isLocal}: both ends of the connection are loopback addresses. */
  boolean takesPlain(boolean isLocal) {
    return takesPlain || isLocal || engines.isEmpty();
  }
}
