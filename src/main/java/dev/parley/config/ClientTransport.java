package dev.parley.config;

import com.typesafe.config.Config;
import java.util.Optional;

/**
 * What is between clients and a node: the proxies that are believed, and the certificate that
 * browsers and IRC clients are shown instead of the cluster's.
 */
public record ClientTransport(TrustedProxies proxies, Optional<CertificateFiles> certificate) {
  static ClientTransport read(Config config) {
    return new ClientTransport(TrustedProxies.read(config), certificate(config));
  }

  private static Optional<CertificateFiles> certificate(Config config) {
    var certificates = config.getString("tls.cert");
    var key = config.getString("tls.key");
    if (certificates.isEmpty() && key.isEmpty()) return Optional.empty();
    if (certificates.isEmpty() || key.isEmpty())
      throw new ConfigProblem(
          "parley.tls.cert ('%s') and parley.tls.key ('%s') belong together: set both or none."
              .formatted(certificates, key));
    return Optional.of(
        new CertificateFiles(
            SystemPath.of("parley.tls.cert", certificates), SystemPath.of("parley.tls.key", key)));
  }
}
