package dev.parley.tls;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** Authorities and nodes of tests. */
public final class TestCertificates {
  public static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  public static final SecureRandom RANDOM = new SecureRandom();

  private TestCertificates() {}

  public static ClusterAuthority authority() {
    return ClusterAuthority.create("team", NOW, RANDOM);
  }

  /** A node on loopback. */
  public static NodeTls node(ClusterAuthority authority, String node, String... hosts) {
    var owner = new NodeTls.Owner(node, List.of(hosts));
    return new NodeTls(() -> authority, owner, InstantSource.system(), RANDOM);
  }

  /** What a stranger without a certificate has; it believes everybody. */
  public static SSLContext stranger() {
    return context(new KeyManager[0]);
  }

  /** Somebody with a certificate of {@code authority}, who believes everybody. */
  public static SSLContext holder(ClusterAuthority authority) {
    var certificate = authority.issue("somebody", List.of("127.0.0.1"), NOW, RANDOM);
    return context(new SingleKey(certificate));
  }

  private static SSLContext context(KeyManager... keys) {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(keys, new TrustManager[] {new BelievesEverybody()}, RANDOM);
      return context;
    } catch (java.security.GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
