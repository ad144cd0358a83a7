package dev.parley.http;

import dev.parley.config.TrustedProxies;
import dev.parley.store.StoreCopier;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;

/**
 * {@code token}: the value that the operator must know. {@code seal}: that of the members'
 * datagrams as it is now. {@code tls}: an engine for each connection, if they are encrypted. {@code
 * copier} makes copies of the node's store.
 */
public record HttpSettings(
    String host,
    int port,
    String cluster,
    String token,
    int passwordIterations,
    Supplier<SealReport> seal,
    Optional<Supplier<SSLEngine>> tls,
    StoreCopier copier,
    Access access) {
  /**
   * {@code names}: those of this node itself. {@code hosts}, {@code origins} and {@code
   * isStatusPublic}: the settings under {@code parley.http}. {@code pageOffset}: the distance of
   * the page's port from that of the clients, which the cluster's other servers share. {@code
   * proxies}: those that say for whom they ask. {@code isByProxy}: clients come by others, which do
   * not. {@code httpsOnly}: see {@link HttpsOnly}.
   */
  public record Access(
      List<String> names,
      List<String> hosts,
      List<String> origins,
      boolean isStatusPublic,
      int pageOffset,
      TrustedProxies proxies,
      boolean isByProxy,
      boolean httpsOnly) {
    public Access {
      names = List.copyOf(names);
      hosts = List.copyOf(hosts);
      origins = List.copyOf(origins);
    }
  }
}
