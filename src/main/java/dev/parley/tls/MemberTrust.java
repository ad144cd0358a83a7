package dev.parley.tls;

import dev.parley.security.Authority;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Believes the nodes of one cluster: those whose certificate one of its authorities signed, has a
 * node's name, and is for what the node does. Dates are not looked at: a clock that is wrong must
 * not part the members of a group, and who holds the key of the authority can make any dates.
 */
final class MemberTrust extends PurposeTrust {
  private static final int DIGITAL_SIGNATURE = 0;

  private final List<X509Certificate> authorities;

  MemberTrust(List<X509Certificate> authorities) {
    this.authorities = List.copyOf(authorities);
  }

  @Override
  void check(X509Certificate @Nullable [] chain, Purpose purpose) throws CertificateException {
    if (chain == null || chain.length == 0) throw new CertificateException("no certificate");
    var node = chain[0];
    if (!isOfAuthority(node) && !isOfSuccessor(node, chain))
      throw new CertificateException("not a certificate of this cluster's authority");
    if (CertificateNames.commonName(node).isEmpty())
      throw new CertificateException("a certificate without a node's name");
    if (!isFor(node, purpose)) throw new CertificateException("a certificate for another purpose");
  }

  private boolean isOfAuthority(X509Certificate certificate) {
    return authorities.stream().anyMatch(authority -> isSignedBy(certificate, authority));
  }

  /** An authority that took the place of a trusted one shows a certificate that that one signed. */
  private boolean isOfSuccessor(X509Certificate node, X509Certificate[] chain) {
    return Stream.of(chain)
        .skip(1)
        .limit(Authority.MAX_CERTIFICATES)
        .filter(shown -> shown.getBasicConstraints() >= 0)
        .anyMatch(shown -> isSignedBy(node, shown) && isOfAuthority(shown));
  }

  static boolean isSignedBy(X509Certificate certificate, X509Certificate authority) {
    try {
      if (!certificate.getIssuerX500Principal().equals(authority.getSubjectX500Principal()))
        return false;
      certificate.verify(authority.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** A certificate that may sign others is the authority's, and never a node's. */
  static boolean isFor(X509Certificate certificate, Purpose purpose) {
    try {
      var usage = certificate.getKeyUsage();
      var purposes = certificate.getExtendedKeyUsage();
      return certificate.getBasicConstraints() < 0
          && usage != null
          && usage[DIGITAL_SIGNATURE]
          && purposes != null
          && purposes.contains(purpose.identifier())
          && !certificate.hasUnsupportedCriticalExtension();
    } catch (CertificateParsingException e) {
      return false;
    }
  }

  /** A server names these when it asks for a certificate; one that has another sends none. */
  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return authorities.toArray(X509Certificate[]::new);
  }
}
