package dev.parley.transport.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HandshakeGateTest {
  private final HandshakeGate gate = new HandshakeGate();
  private final List<String> cut = new ArrayList<>();

  private static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private Optional<HandshakeGate.Place> enter(String address) {
    return gate.enter(address(address), () -> cut.add(address));
  }

  private int enterAll(String address, int count) {
    int entered = 0;
    for (int i = 0; i < count; i++) if (enter(address).isPresent()) entered++;
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
    assertThat(entered - cut.size()).isEqualTo(HandshakeGate.IN_ALL);
  }

  @Test
  void when_all_places_are_taken_the_address_with_the_most_loses_its_oldest_to_a_newcomer() {
    enterAll("192.0.2.200", 1);
    enterAll("127.0.0.1", HandshakeGate.ON_LOOPBACK);
    int rest = HandshakeGate.IN_ALL - HandshakeGate.ON_LOOPBACK - 1;
    for (int i = 1; i <= rest; i++) enterAll("192.0.2." + i, 1);
    assertThat(cut).isEmpty();
    assertThat(enterAll("192.0.2.201", 1)).isOne();
    assertThat(cut).containsExactly("127.0.0.1");
  }

  @Test
  void a_handshake_that_is_over_is_not_cut() {
    var over = enter("192.0.2.1").orElseThrow();
    enterAll("192.0.2.1", 1);
    over.leave();
    for (int i = 2; i <= HandshakeGate.IN_ALL; i++) enterAll("192.0.2." + i, 1);
    assertThat(cut).isEmpty();
    enterAll("198.51.100.1", 3);
    assertThat(cut).hasSize(1);
  }

  @Test
  void a_place_is_free_again_once_when_its_handshake_is_over() {
    var place = enter("192.0.2.1").orElseThrow();
    enterAll("192.0.2.1", HandshakeGate.PER_ADDRESS - 1);
    assertThat(enterAll("192.0.2.1", 1)).isZero();
    place.leave();
    place.leave();
    assertThat(enterAll("192.0.2.1", 2)).isOne();
  }
}
