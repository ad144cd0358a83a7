package dev.parley.transport.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class BindFailuresTest {
  private static final InetSocketAddress LOCAL =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 1111);

  @Test
  void says_what_to_do_about_a_port_in_use() {
    assertThat(
            BindFailures.sentence(
                LOCAL, "because of java.net.BindException: Address already in use"))
        .isEqualTo(
            "Port 1111 is in use: stop the program that listens there, or choose another port.");
  }

  @Test
  void says_what_to_do_about_a_reserved_port() {
    assertThat(BindFailures.sentence(LOCAL, "java.net.SocketException: Permission denied"))
        .contains("above 1023");
  }

  @Test
  void says_what_to_do_about_an_address_of_another_machine() {
    assertThat(BindFailures.sentence(LOCAL, "Cannot assign requested address"))
        .contains("localhost is not one of this machine's");
  }

  @Test
  void says_what_to_do_about_a_name_that_is_not_known() {
    var unknown = InetSocketAddress.createUnresolved("nowhere.invalid", 1111);

    assertThat(BindFailures.sentence(unknown, "")).contains("nowhere.invalid is not known");
  }

  @Test
  void passes_on_what_it_does_not_know() {
    assertThat(BindFailures.sentence(LOCAL, "the moon"))
        .isEqualTo("Cannot listen on localhost:1111: the moon");
  }
}
