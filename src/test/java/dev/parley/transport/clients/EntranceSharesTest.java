package dev.parley.transport.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.session.limits.ClientAddress;
import org.junit.jupiter.api.Test;

class EntranceSharesTest {
  private static final ClientAddress FAR = address(1, 1);

  private final EntranceShares<String> entrance = new EntranceShares<>();

  private static ClientAddress address(int third, int fourth) {
    return ClientAddress.of(new byte[] {10, 0, (byte) third, (byte) fourth});
  }

  private static ClientAddress ipv6(int network, int host) {
    byte[] bytes = {0x20, 1, 0xd, (byte) 0xb8, 0, 0, 0, (byte) network, 0, 0, 0, 0, 0, 0, 0, 0};
    bytes[15] = (byte) host;
    return ClientAddress.of(bytes);
  }

  private void enter(String prefix, ClientAddress from, int count) {
    for (int i = 0; i < count; i++) {
      assertThat(entrance.mayEnter(from)).as(prefix + i).isTrue();
      assertThat(entrance.onEntered(prefix + i, from)).as(prefix + i).isEmpty();
    }
  }

  /** Fills all places but those that one more address may take. */
  private void fillUpTo(int free) {
    for (int i = 0; i < EntranceShares.IN_ALL - free; i++)
      enter("other" + i + "-", address(2 + i / 256, i % 256), 1);
  }

  @Test
  void has_a_few_places_for_one_address_and_others_for_the_next() {
    enter("a", FAR, EntranceShares.PER_ADDRESS);

    assertThat(entrance.mayEnter(FAR)).isFalse();
    assertThat(entrance.mayEnter(address(1, 2))).isTrue();
  }

  @Test
  void counts_all_addresses_of_one_network_of_ipv6_as_one() {
    for (int i = 0; i < EntranceShares.PER_ADDRESS; i++) enter("a" + i, ipv6(1, i), 1);

    assertThat(entrance.mayEnter(ipv6(1, 99))).isFalse();
    assertThat(entrance.mayEnter(ipv6(2, 99))).isTrue();
  }

  @Test
  void has_a_place_again_for_an_address_when_one_has_left_however_often_that_is_told() {
    enter("a", FAR, EntranceShares.PER_ADDRESS);
    entrance.onLeft("a3");
    entrance.onLeft("a3");

    enter("b", FAR, 1);
    assertThat(entrance.mayEnter(FAR)).isFalse();
  }

  @Test
  void ends_the_oldest_one_of_the_address_with_the_most_when_there_are_too_many_in_all() {
    fillUpTo(3);
    enter("a", FAR, 3);

    assertThat(entrance.onEntered("new", address(1, 2))).contains("a0");
    assertThat(entrance.onEntered("newer", address(1, 3))).contains("a1");
    assertThat(entrance.waiting()).isEqualTo(EntranceShares.IN_ALL);
  }

  @Test
  void ends_the_oldest_of_all_when_each_address_has_one() {
    fillUpTo(0);

    assertThat(entrance.onEntered("new", FAR)).contains("other0-0");
    assertThat(entrance.onEntered("newer", address(1, 2))).contains("other1-0");
  }

  @Test
  void forgets_an_address_without_connections() {
    enter("a", FAR, 2);
    entrance.onLeft("a0");
    entrance.onLeft("a1");

    assertThat(entrance.waiting()).isZero();
    enter("b", FAR, EntranceShares.PER_ADDRESS);
  }
}
