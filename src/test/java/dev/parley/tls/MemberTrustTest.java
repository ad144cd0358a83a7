package dev.parley.tls;

import static dev.parley.tls.TestCertificates.NOW;
import static dev.parley.tls.TestCertificates.RANDOM;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemberTrustTest {
  private final ClusterAuthority authority = TestCertificates.authority();
  private final MemberTrust trust = new MemberTrust(authority.trusted());

  private static X509Certificate[] chain(ClusterAuthority authority, Instant made) {
    return authority
        .issue("n-1", List.of("127.0.0.1"), made, RANDOM)
        .chain()
        .toArray(X509Certificate[]::new);
  }

  private void accepts(X509Certificate... chain) {
    assertThatCode(() -> trust.checkClientTrusted(chain, "EC")).doesNotThrowAnyException();
    assertThatCode(() -> trust.checkServerTrusted(chain, "EC")).doesNotThrowAnyException();
  }

  private void refuses(String reason, X509Certificate... chain) {
    assertThatThrownBy(() -> trust.checkClientTrusted(chain, "EC"))
        .isInstanceOf(CertificateException.class)
        .hasMessage(reason);
    assertThatThrownBy(() -> trust.checkServerTrusted(chain, "EC"))
        .isInstanceOf(CertificateException.class)
        .hasMessage(reason);
  }

  @Test
  void a_node_of_the_cluster_is_believed_whatever_the_clocks_show() {
    accepts(chain(authority, NOW));
    accepts(chain(authority, Instant.parse("2001-01-01T00:00:00Z")));
    accepts(chain(authority, Instant.parse("2048-01-01T00:00:00Z")));
    accepts(chain(authority, Instant.parse("2060-01-01T00:00:00Z")));
  }

  @Test
  void a_node_of_an_authority_with_the_same_name_is_not_believed() {
    refuses(
        "not a certificate of this cluster's authority", chain(TestCertificates.authority(), NOW));
  }

  @Test
  void nobody_is_believed_without_a_certificate() {
    refuses("no certificate");
  }

  @Test
  void the_certificate_of_the_authority_itself_is_no_member() {
    refuses(
        "a certificate for another purpose", authority.trusted().toArray(X509Certificate[]::new));
  }

  @Test
  void nodes_of_both_authorities_are_believed_while_one_takes_the_place_of_the_other() {
    var next = authority.renewed(NOW, RANDOM);
    var both = new MemberTrust(next.trusted());
    for (var certificates : List.of(chain(authority, NOW), chain(next, NOW)))
      assertThatCode(() -> both.checkServerTrusted(certificates, "EC")).doesNotThrowAnyException();
  }

  @Test
  void a_node_of_the_next_authority_is_believed_by_who_knows_only_the_one_before() {
    accepts(chain(authority.renewed(NOW, RANDOM), NOW));
  }

  @Test
  void a_certificate_that_a_node_signed_is_not_believed() {
    var node = authority.issue("n-1", List.of("127.0.0.1"), NOW, RANDOM);
    var subject = new CertificateForm.Subject("n-2", node.own().getPublicKey());
    var issuer = new CertificateForm.Subject("n-1", node.own().getPublicKey());
    var validity = new CertificateForm.Validity(NOW, NOW.plusSeconds(60));
    var forged = new CertificateForm(issuer, node.key(), RANDOM).node(subject, List.of(), validity);
    refuses("not a certificate of this cluster's authority", forged, node.own());
  }
}
