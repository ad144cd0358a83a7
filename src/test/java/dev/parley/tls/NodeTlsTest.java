package dev.parley.tls;

import static dev.parley.tls.TestCertificates.NOW;
import static dev.parley.tls.TestCertificates.RANDOM;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class NodeTlsTest {
  private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
  private final ClusterAuthority first = TestCertificates.authority();
  private final AtomicReference<ClusterAuthority> authority = new AtomicReference<>(first);
  private final NodeTls tls =
      new NodeTls(authority::get, new NodeTls.Owner("n-1", List.of("127.0.0.1")), now::get, RANDOM);

  @Test
  void a_node_keeps_its_certificate_until_two_thirds_of_its_life_and_makes_another_then() {
    var first = tls.certificate();
    now.set(NOW.plus(Duration.ofDays(260)));
    assertThat(tls.certificate()).isSameAs(first);
    now.set(NOW.plus(Duration.ofDays(265)));
    assertThat(tls.certificate().own().getNotAfter()).isAfter(first.own().getNotAfter());
  }

  @Test
  void a_node_makes_itself_a_certificate_of_an_authority_that_takes_the_place_of_another() {
    tls.certificate();
    var next = first.renewed(NOW, RANDOM);
    authority.set(next);
    assertThat(MemberTrust.isSignedBy(tls.certificate().own(), next.trusted().get(0))).isTrue();
    assertThat(tls.fingerprint()).isEqualTo(next.fingerprint());
  }
}
