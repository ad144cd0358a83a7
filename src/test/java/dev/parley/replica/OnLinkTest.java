package dev.parley.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.replica.OnLink.Network;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;

class OnLinkTest {
  private static InetAddress address(String text) throws UnknownHostException {
    return InetAddress.getByName(text);
  }

  private static boolean isOnLink(String text) throws UnknownHostException {
    var networks =
        List.of(
            new Network(address("192.168.1.5"), 22),
            new Network(address("10.9.9.9"), 32),
            new Network(address("fd00::5"), 64));
    return OnLink.isOnLink(address(text), networks);
  }

  @Test
  void takes_this_machine_and_the_neighbours_on_its_networks() throws Exception {
    for (var near :
        List.of("127.0.0.1", "::1", "192.168.1.5", "192.168.3.255", "10.9.9.9", "fd00::ffff:1"))
      assertThat(isOnLink(near)).as(near).isTrue();
  }

  @Test
  void takes_nobody_else() throws Exception {
    for (var far :
        List.of("192.168.4.1", "192.167.255.255", "10.9.9.8", "8.8.8.8", "fd00:0:0:1::5"))
      assertThat(isOnLink(far)).as(far).isFalse();
    assertThat(OnLink.isOnLink(address("192.168.1.5"), List.of())).isFalse();
  }
}
