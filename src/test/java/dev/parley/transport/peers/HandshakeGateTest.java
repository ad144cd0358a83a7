package dev.parley.transport.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class HandshakeGateTest {
  private final HandshakeGate gate = new HandshakeGate();

  private static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private int enterAll(String address, int count) {
    int entered = 0;
    for (int i = 0; i < count; i++) if (gate.enter(address(address)).isPresent()) entered++;
    return entered;
  }

  @Test
  void one_address_has_a_few_places_and_keeps_no_other_out() {
    assertThat(enterAll("192.0.2.1", 100)).isEqualTo(HandshakeGate.PER_ADDRESS);
    assertThat(enterAll("192.0.2.2", 1)).isOne();
  }

  @Test
  void the_nodes_of_one_machine_have_more_places_on_loopback() {
    assertThat(enterAll("127.0.0.1", 100)).isEqualTo(HandshakeGate.ON_LOOPBACK);
  }

  @Test
  void all_addresses_of_one_network_of_ipv6_share_their_places() {
    assertThat(enterAll("2001:db8::1", 100)).isEqualTo(HandshakeGate.PER_ADDRESS);
    assertThat(enterAll("2001:db8::2", 1)).isZero();
    assertThat(enterAll("2001:db8:0:1::2", 1)).isOne();
  }

  @Test
  void there_is_an_end_to_the_places_of_all() {
    int entered = 0;
    for (int i = 1; i <= 100; i++) entered += enterAll("192.0.2." + i, 8);
    assertThat(entered).isEqualTo(HandshakeGate.IN_ALL);
  }

  @Test
  void a_place_is_free_again_once_when_its_handshake_is_over() {
    var place = gate.enter(address("192.0.2.1")).orElseThrow();
    enterAll("192.0.2.1", HandshakeGate.PER_ADDRESS - 1);
    assertThat(enterAll("192.0.2.1", 1)).isZero();
    place.leave();
    place.leave();
    assertThat(enterAll("192.0.2.1", 2)).isOne();
  }
}
