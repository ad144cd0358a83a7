package dev.parley.session.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class ClientAddressTest {
  private static ClientAddress of(String literal) throws UnknownHostException {
    return ClientAddress.of(InetAddress.getByName(literal).getAddress());
  }

  @Test
  void counts_an_ipv4_address_for_itself() throws UnknownHostException {
    assertThat(of("192.168.1.5")).isEqualTo(new ClientAddress("192.168.1.5", "192.168.1.5", false));
    assertThat(of("192.168.1.5").share()).isNotEqualTo(of("192.168.1.6").share());
  }

  @Test
  void counts_all_addresses_of_a_64_as_one() throws UnknownHostException {
    assertThat(of("2001:db8:1:2:3::4").share()).isEqualTo(of("2001:db8:1:2:ffff::1").share());
    assertThat(of("2001:db8:1:2::1").share()).isNotEqualTo(of("2001:db8:1:3::1").share());
    assertThat(of("2001:db8:1:2:3::4").host()).isEqualTo("2001:db8:1:2:3:0:0:4");
  }

  @Test
  void knows_loopback_of_both_families() throws UnknownHostException {
    assertThat(of("127.0.0.1").isLoopback()).isTrue();
    assertThat(of("127.3.0.9").isLoopback()).isTrue();
    assertThat(of("::1").isLoopback()).isTrue();
    assertThat(of("::2").isLoopback()).isFalse();
    assertThat(of("128.0.0.1").isLoopback()).isFalse();
  }

  @Test
  void takes_an_ipv4_address_on_a_socket_of_ipv6_for_what_it_is() {
    var mapped = new byte[16];
    mapped[10] = mapped[11] = (byte) 0xff;
    mapped[12] = 10;
    mapped[15] = 7;

    assertThat(ClientAddress.of(mapped))
        .isEqualTo(new ClientAddress("10.0.0.7", "10.0.0.7", false));
  }

  @Test
  void refuses_what_is_no_address() {
    assertThatThrownBy(() -> ClientAddress.of(new byte[5])).hasMessageContaining("5 bytes");
  }
}
