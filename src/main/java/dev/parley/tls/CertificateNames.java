package dev.parley.tls;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import org.jspecify.annotations.Nullable;

/** The names in a certificate. Never throws, whatever the certificate has. */
final class CertificateNames {
  private CertificateNames() {}

  /** The common name of the subject. */
  static Optional<String> commonName(X509Certificate certificate) {
    try {
      var name = new LdapName(certificate.getSubjectX500Principal().getName());
      return name.getRdns().stream()
          .filter(part -> part.getType().equalsIgnoreCase("CN"))
          .map(part -> String.valueOf(part.getValue()))
          .findFirst();
    } catch (InvalidNameException e) {
      return Optional.empty();
    }
  }

  /** Whether {@code host}, a name or an address, is among those that the certificate is for. */
  static boolean isFor(X509Certificate certificate, String host) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names != null
          && names.stream().anyMatch(name -> isSame(String.valueOf(name.get(1)), host));
    } catch (CertificateParsingException e) {
      return false;
    }
  }

  private static boolean isSame(String name, String host) {
    if (name.equalsIgnoreCase(host)) return true;
    var address = address(name);
    return address != null && address.equals(address(host));
  }

  /** Whether {@code text} has the form of an address, and so cannot be a name. */
  static boolean isLiteral(String text) {
    return text.indexOf(':') >= 0 || text.matches("[0-9.]+");
  }

  /** Only of a literal: no name is looked up. */
  static @Nullable InetAddress address(String text) {
    if (!isLiteral(text)) return null;
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      return null;
    }
  }
}
