package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.config.TrustedProxies;
import dev.parley.http.AccessRule.Visitor;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AccessRuleTest {
  private static final ClientSource SOURCE = new ClientSource(TrustedProxies.NONE);

  private final AccessRule rule = new AccessRule("secret", false, SOURCE);

  private static Visitor visitor(
      AccessRule rule, String authorization, String from, String host, boolean isForwarded)
      throws UnknownHostException {
    return rule.visitor(
        Optional.of(authorization).filter(a -> !a.isEmpty()),
        Optional.of(InetAddress.getByName(from)),
        Optional.of(host),
        isForwarded);
  }

  @Test
  void takes_whoever_has_the_token_for_the_operator_from_anywhere() throws Exception {
    assertThat(visitor(rule, "Bearer secret", "192.168.1.9", "192.168.1.5", true))
        .isEqualTo(Visitor.OPERATOR);
    for (var wrong :
        new String[] {"Bearer secre", "Bearer secrets", "Bearer ", "Basic secret", "secret"})
      assertThat(visitor(rule, wrong, "192.168.1.9", "192.168.1.5", false))
          .as(wrong)
          .isEqualTo(Visitor.STRANGER);
  }

  @Test
  void takes_loopback_that_asks_in_its_own_name_for_this_machine() throws Exception {
    assertThat(visitor(rule, "", "127.0.0.1", "localhost:21111", false)).isEqualTo(Visitor.LOCAL);
    assertThat(visitor(rule, "", "::1", "[::1]:21111", false)).isEqualTo(Visitor.LOCAL);
    assertThat(visitor(rule, "", "192.168.1.9", "localhost", false)).isEqualTo(Visitor.STRANGER);
    assertThat(rule.visitor(Optional.empty(), Optional.empty(), Optional.empty(), false))
        .as("an address that is not known")
        .isEqualTo(Visitor.STRANGER);
  }

  @Test
  void takes_a_proxy_on_this_machine_for_a_stranger() throws Exception {
    assertThat(visitor(rule, "", "127.0.0.1", "chat.example", false)).isEqualTo(Visitor.STRANGER);
    assertThat(visitor(rule, "", "127.0.0.1", "127.0.0.1:21111", true)).isEqualTo(Visitor.STRANGER);
  }

  @Test
  void shows_strangers_the_reports_but_no_names_where_the_operator_says_so() throws Exception {
    var open = new AccessRule("secret", true, SOURCE);
    var visitor = visitor(open, "", "192.168.1.9", "192.168.1.5", true);
    assertThat(visitor.maySeeReports()).isTrue();
    assertThat(visitor.maySeeNames()).isFalse();
    assertThat(Visitor.STRANGER.maySeeReports()).isFalse();
    assertThat(Visitor.OPERATOR.maySeeNames()).isTrue();
  }
}
