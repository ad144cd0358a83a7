package dev.parley.tls;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
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

  /** RSA, EC or Ed25519. */
  public static KeyPair pair(String kind) {
    try {
      var generator = KeyPairGenerator.getInstance(kind);
      if (kind.equals("EC")) generator.initialize(256);
      return generator.generateKeyPair();
    } catch (java.security.GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** A certificate of some authority, as an operator has it. */
  public static NodeCertificate own(KeyPair pair, Instant end) {
    var issuer = pair("EC");
    var subject = new CertificateForm.Subject("Some Authority", issuer.getPublic());
    var form = new CertificateForm(subject, issuer.getPrivate(), RANDOM);
    var validity = new CertificateForm.Validity(NOW, end);
    var certificate =
        form.node(
            new CertificateForm.Subject("chat.example", pair.getPublic()),
            List.of("chat.example"),
            validity);
    return new NodeCertificate(
        pair.getPrivate(), List.of(certificate, form.authority(subject, validity)));
  }

  public static String pem(NodeCertificate certificate) {
    var text = new StringBuilder();
    for (var one : certificate.chain()) text.append(pem("CERTIFICATE", encoded(one)));
    return text.toString();
  }

  private static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (java.security.cert.CertificateEncodingException e) {
      throw new AssertionError(e);
    }
  }

  public static String pem(String kind, byte[] content) {
    var text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, text, kind);
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
