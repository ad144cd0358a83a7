package dev.parley.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrustedProxiesTest {
  private static boolean contains(String range, String address) throws UnknownHostException {
    return TrustedProxies.of(List.of(range)).contains(InetAddress.getByName(address));
  }

  @Test
  void are_single_addresses_or_all_of_a_network() throws Exception {
    assertThat(contains("192.168.1.5", "192.168.1.5")).isTrue();
    assertThat(contains("192.168.1.5", "192.168.1.4")).isFalse();
    assertThat(contains("10.0.0.0/9", "10.127.255.255")).isTrue();
    assertThat(contains("10.0.0.0/9", "10.128.0.0")).isFalse();
    assertThat(contains("0.0.0.0/0", "1.2.3.4")).isTrue();
    assertThat(contains("fd00::/8", "fdff::1")).isTrue();
    assertThat(contains("fd00::/8", "fe00::1")).isFalse();
    assertThat(contains("::1/128", "::1")).isTrue();
  }

  @Test
  void an_address_of_one_family_is_in_no_network_of_the_other_but_a_mapped_one_is_ipv4()
      throws Exception {
    assertThat(contains("0.0.0.0/0", "::1")).isFalse();
    assertThat(contains("::/0", "1.2.3.4")).isFalse();
    assertThat(contains("::ffff:1.2.3.4", "1.2.3.4")).isTrue();
    assertThat(contains("1.2.3.4", "::ffff:1.2.3.4")).isTrue();
  }

  @Test
  void names_and_broken_networks_are_refused_with_an_example() {
    for (var wrong :
        new String[] {
          "", "proxy.example", "1.2.3", "1.2.3.256", "01.2.3.4", "1.2.3.4/33", "1.2.3.4/-1",
          "1.2.3.4/", "1.2.3.4/a", "fd00::/129", "fd00:::1", "[::1]", "fe80::1%eth0", "::/8/8",
          "1.2.3.4:80", ":", "abcd"
        })
      assertThatThrownBy(() -> TrustedProxies.of(List.of(wrong)))
          .as(wrong)
          .isInstanceOf(ConfigProblem.class)
          .hasMessageContaining("parley.client.proxies")
          .hasMessageContaining("10.0.0.0/8");
  }

  @Test
  void none_are_believed_unless_they_are_named() {
    assertThat(TrustedProxies.NONE.contains(InetAddress.getLoopbackAddress())).isFalse();
    assertThat(TrustedProxies.NONE.isEmpty()).isTrue();
  }
}
