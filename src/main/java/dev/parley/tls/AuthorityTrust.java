package dev.parley.tls;

import dev.parley.security.Authority;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Believes a server by the authority that signed its certificate, whatever its host and the dates
 * are: all servers of a cluster have one authority, which its users know by its fingerprint.
 */
public final class AuthorityTrust extends PurposeTrust {
  private final BiPredicate<String, Set<String>> judge;

  private AuthorityTrust(BiPredicate<String, Set<String>> judge) {
    this.judge = judge;
  }

  /**
   * Makes sockets of TLS 1.3 that connect to servers whose authority {@code judge} believes: it
   * gets the fingerprint, and those of earlier authorities that signed this one.
   */
  public static SSLSocketFactory sockets(BiPredicate<String, Set<String>> judge) {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new AuthorityTrust(judge)}, null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has TLS", e);
    }
  }

  /** Makes {@code socket} ask for what only our own client asks for. */
  public static void prepare(SSLSocket socket) {
    socket.setEnabledProtocols(NodeTls.VERSIONS);
    var parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {NodeTls.CLIENT_PROTOCOL});
    socket.setSSLParameters(parameters);
  }

  @Override
  void check(X509Certificate @Nullable [] chain, Purpose purpose) throws CertificateException {
    if (purpose != Purpose.SERVES) throw new CertificateException("a client serves nobody");
    if (chain == null || chain.length == 0) throw new CertificateException("no certificate");
    var shown = Stream.of(chain).limit(1 + Authority.MAX_CERTIFICATES).toList();
    if (!MemberTrust.isFor(shown.get(0), Purpose.SERVES))
      throw new CertificateException("a certificate for another purpose");
    var authorities =
        shown.stream().skip(1).filter(held -> held.getBasicConstraints() >= 0).toList();
    var own = signer(shown.get(0), authorities);
    if (own.isEmpty()) throw new CertificateException("no authority is shown");
    if (!judge.test(Fingerprint.of(own.get().getPublicKey()), vouchers(own.get(), authorities)))
      throw new CertificateException("the authority is not believed");
  }

  private static Optional<X509Certificate> signer(
      X509Certificate certificate, List<X509Certificate> authorities) {
    return authorities.stream()
        .filter(authority -> MemberTrust.isSignedBy(certificate, authority))
        .findFirst();
  }

  /** Those whose key signed that of {@code own}. */
  private static Set<String> vouchers(X509Certificate own, List<X509Certificate> authorities) {
    var vouchers = new LinkedHashSet<String>();
    for (var same : authorities) {
      if (!same.getPublicKey().equals(own.getPublicKey())) continue;
      for (var other : authorities)
        if (MemberTrust.isSignedBy(same, other)) vouchers.add(Fingerprint.of(other.getPublicKey()));
    }
    vouchers.remove(Fingerprint.of(own.getPublicKey()));
    return vouchers;
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
