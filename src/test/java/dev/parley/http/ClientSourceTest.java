package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.config.TrustedProxies;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientSourceTest {
  private static final List<String> NONE = List.of();

  private final ClientSource source =
      new ClientSource(TrustedProxies.of(List.of("127.0.0.1", "10.0.0.0/8")));

  private String of(String remote, List<String> forwarded, List<String> forwardedFor)
      throws UnknownHostException {
    return source.of(InetAddress.getByName(remote), forwarded, forwardedFor).host();
  }

  @Test
  void is_who_connects_if_that_is_no_listed_proxy_whatever_the_headers_say() throws Exception {
    assertThat(of("192.168.1.9", List.of("for=1.2.3.4"), List.of("1.2.3.4")))
        .isEqualTo("192.168.1.9");
  }

  @Test
  void is_the_last_address_that_is_no_proxys() throws Exception {
    assertThat(of("127.0.0.1", NONE, List.of("6.6.6.6, 1.2.3.4"))).isEqualTo("1.2.3.4");
    assertThat(of("127.0.0.1", NONE, List.of("6.6.6.6", "1.2.3.4, 10.1.1.1"))).isEqualTo("1.2.3.4");
    assertThat(of("10.9.9.9", List.of("for=6.6.6.6, for=1.2.3.4;proto=https;by=10.9.9.9"), NONE))
        .isEqualTo("1.2.3.4");
    assertThat(of("10.9.9.9", List.of("for=6.6.6.6", "proto=http; For=\"1.2.3.4:567\""), NONE))
        .isEqualTo("1.2.3.4");
  }

  @Test
  void takes_addresses_of_ipv6_and_ports() throws Exception {
    var expected = "2001:db8:0:0:0:0:0:7";
    assertThat(of("127.0.0.1", List.of("for=\"[2001:db8::7]:4711\""), NONE)).isEqualTo(expected);
    assertThat(of("127.0.0.1", List.of("for=\"[2001:db8::7]\""), NONE)).isEqualTo(expected);
    assertThat(of("127.0.0.1", NONE, List.of("2001:db8::7"))).isEqualTo(expected);
    assertThat(of("127.0.0.1", NONE, List.of("1.2.3.4:567"))).isEqualTo("1.2.3.4");
  }

  @Test
  void is_the_proxy_where_that_names_no_address() throws Exception {
    assertThat(of("127.0.0.1", NONE, NONE)).isEqualTo("127.0.0.1");
    for (var word :
        new String[] {"unknown", "_hidden", "", "localhost", "1.2.3.4.5", "for", "[::1", "a:b"}) {
      assertThat(of("127.0.0.1", NONE, List.of("6.6.6.6, " + word))).isEqualTo("127.0.0.1");
      assertThat(of("127.0.0.1", List.of("for=6.6.6.6, for=" + word), NONE)).isEqualTo("127.0.0.1");
    }
    assertThat(of("127.0.0.1", NONE, List.of("6.6.6.6, unknown, 10.1.1.1")))
        .as("the last one that is known")
        .isEqualTo("10.1.1.1");
    assertThat(of("127.0.0.1", List.of("xfor=6.6.6.6;by=5.5.5.5"), NONE)).isEqualTo("127.0.0.1");
  }

  @Test
  void is_the_proxy_where_its_header_and_one_that_it_passed_on_differ() throws Exception {
    assertThat(of("127.0.0.1", List.of("for=6.6.6.6"), List.of("1.2.3.4"))).isEqualTo("127.0.0.1");
    assertThat(of("127.0.0.1", List.of("for=1.2.3.4"), List.of("1.2.3.4"))).isEqualTo("1.2.3.4");
  }

  @Test
  void is_never_on_this_machine_if_a_proxy_may_be_between() {
    var here = InetAddress.getLoopbackAddress();
    assertThat(source.of(here, NONE, NONE).isLoopback()).isFalse();
    assertThat(source.of(here, NONE, List.of("127.0.0.5")).isLoopback()).isFalse();
    var unlisted = new ClientSource(TrustedProxies.NONE);
    assertThat(unlisted.of(here, NONE, NONE).isLoopback()).isTrue();
    assertThat(unlisted.of(here, NONE, List.of("127.0.0.5")).isLoopback()).isFalse();
    var behindUnlisted = new ClientSource(TrustedProxies.NONE, true);
    assertThat(behindUnlisted.of(here, NONE, NONE).isLoopback()).isFalse();
  }

  /** A proxy may copy the client's Host there. */
  @Test
  void is_no_address_that_a_client_hides_in_another_part() throws Exception {
    for (var host :
        List.of(
            "host=\"a,for=9.9.9.9;b\"", "host=\"x;for=9.9.9.9;y\"", "host=\"\\\"x;for=9.9.9.9;y\""))
      assertThat(of("10.9.9.9", List.of("for=1.2.3.4;" + host), NONE))
          .as(host)
          .isEqualTo("1.2.3.4");
    for (var broken :
        List.of("host=\"a;for=9.9.9.9", "for=9.9.9.9", "host=\"a,for=9.9.9.9;x=\"\"", "x"))
      assertThat(of("10.9.9.9", List.of("for=1.2.3.4;" + broken), NONE))
          .as(broken)
          .isEqualTo("10.9.9.9");
  }

  @Test
  void reads_the_longest_header_in_one_pass() throws Exception {
    assertThat(of("10.9.9.9", List.of("for=" + " ".repeat(1_000_000) + "x y"), NONE))
        .isEqualTo("10.9.9.9");
  }
}
