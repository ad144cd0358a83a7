package dev.parley.tls;

import static dev.parley.tls.TestCertificates.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ExpiryWarningTest {
  private static final Instant END = NOW.plus(Duration.ofDays(90));

  private final ExpiryWarning warning = new ExpiryWarning();
  private final NodeCertificate own = TestCertificates.own(TestCertificates.pair("EC"), END);

  private String at(Instant now) {
    return warning.onLook(own.own(), now).orElse("");
  }

  @Test
  void comes_fourteen_days_before_the_end_and_once_a_day_from_then_on() {
    var begin = END.minus(Duration.ofDays(14));
    assertThat(at(begin.minusSeconds(1))).isEmpty();
    assertThat(at(begin)).contains("expires at " + END);
    assertThat(at(begin.plus(Duration.ofDays(1)).minusSeconds(1))).isEmpty();
    assertThat(at(begin.plus(Duration.ofDays(1)))).contains("expires at");
    assertThat(at(END.plusSeconds(1))).contains("has expired");
  }

  @Test
  void does_not_come_again_when_the_certificate_was_replaced() {
    assertThat(at(END.minusSeconds(1))).isNotEmpty();
    var next = TestCertificates.own(TestCertificates.pair("EC"), END.plus(Duration.ofDays(90)));
    assertThat(warning.onLook(next.own(), END.plus(Duration.ofDays(2)))).isEmpty();
  }
}
