package dev.parley.tls;

import static dev.parley.tls.TestCertificates.NOW;
import static dev.parley.tls.TestCertificates.RANDOM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.security.Authority;
import dev.parley.security.Certificate;
import dev.parley.security.KeyFile;
import dev.parley.security.Secret;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClusterAuthorityTest {
  private static final List<String> HOSTS =
      List.of("192.168.1.5", "node.example.org", "fd00::5", "not a host", "1.2.3.4.5");

  private final ClusterAuthority authority = TestCertificates.authority();

  private NodeCertificate node() {
    return authority.issue("n-1", HOSTS, NOW, RANDOM);
  }

  /** As the JDK validates a path, at a time. */
  private static void validate(X509Certificate leaf, X509Certificate anchor, Instant at)
      throws GeneralSecurityException {
    var parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(at));
    var path = CertificateFactory.getInstance("X.509").generateCertPath(List.of(leaf));
    CertPathValidator.getInstance("PKIX").validate(path, parameters);
  }

  @Test
  void a_certificate_that_an_authority_issues_is_valid_as_the_java_platform_validates_it()
      throws GeneralSecurityException {
    var chain = node().chain();
    validate(chain.get(0), chain.get(1), NOW);
  }

  @Test
  void a_certificate_begins_a_day_early_and_lasts_397_days() {
    var certificate = node().own();
    var begin = certificate.getNotBefore().toInstant();
    assertThat(begin).isEqualTo(NOW.minus(Duration.ofDays(1)));
    assertThat(certificate.getNotAfter().toInstant())
        .isEqualTo(begin.plus(ClusterAuthority.NODE_VALIDITY));
  }

  @Test
  void a_certificate_names_the_node_and_the_hosts_that_can_be_named() throws Exception {
    var certificate = node().own();
    assertThat(CertificateNames.commonName(certificate)).contains("n-1");
    var names = new ArrayList<Object>();
    certificate.getSubjectAlternativeNames().forEach(name -> names.add(name.get(1)));
    assertThat(names).containsExactly("192.168.1.5", "node.example.org", "fd00:0:0:0:0:0:0:5");
    assertThat(CertificateNames.isFor(certificate, "fd00::5")).isTrue();
    assertThat(CertificateNames.isFor(certificate, "NODE.example.org")).isTrue();
    assertThat(CertificateNames.isFor(certificate, "192.168.1.50")).isFalse();
  }

  @Test
  void a_certificate_is_due_again_at_two_thirds_of_its_life_and_not_before() {
    var begin = NOW.minus(ClusterAuthority.BEGINS_EARLIER);
    var due = begin.plus(ClusterAuthority.NODE_VALIDITY.multipliedBy(2).dividedBy(3));
    assertThat(node().isDue(due.minusSeconds(1))).isFalse();
    assertThat(node().isDue(due)).isTrue();
  }

  @Test
  void an_authority_is_the_same_after_it_was_written_and_read() {
    var read = ClusterAuthority.of(authority.held());
    assertThat(read).isEqualTo(authority);
    assertThat(read.fingerprint()).isEqualTo(authority.fingerprint()).startsWith("SHA256:");
  }

  @Test
  void a_key_file_without_an_authority_gets_one_and_one_that_has_one_keeps_it() {
    var drawn = KeyFile.draw("team", RANDOM, NOW);
    var completed = ClusterAuthority.completed(drawn, NOW, RANDOM);
    ClusterAuthority.of(completed.authority().orElseThrow());
    assertThat(ClusterAuthority.completed(completed, NOW, RANDOM)).isSameAs(completed);
  }

  @Test
  void bytes_that_are_no_authority_are_refused_with_a_reason() {
    var key = authority.held().key();
    var own = authority.held().certificates();
    var node = List.of(Certificate.of(encoded(node().own())));
    var garbage = List.of(Certificate.of(new byte[9]));
    refuses(TestCertificates.authority().held().key(), own, "the key is not that of the first");
    refuses(Secret.of(new byte[9]), own, "no private key");
    refuses(key, garbage, "no certificate");
    refuses(key, node, "a certificate of it is not that of an authority");
  }

  private static void refuses(Secret key, List<Certificate> certificates, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClusterAuthority.of(new Authority(key, certificates)))
        .withMessageStartingWith(reason);
  }

  @Test
  void a_renewed_authority_is_vouched_for_by_the_one_before() throws GeneralSecurityException {
    var next = authority.renewed(NOW, RANDOM);
    assertThat(next.fingerprint()).isNotEqualTo(authority.fingerprint());
    var crossed = next.trusted().get(1);
    assertThat(Fingerprint.of(crossed.getPublicKey())).isEqualTo(next.fingerprint());
    validate(crossed, authority.trusted().get(0), NOW);
    assertThat(ClusterAuthority.of(next.held())).isEqualTo(next);
  }

  private static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
