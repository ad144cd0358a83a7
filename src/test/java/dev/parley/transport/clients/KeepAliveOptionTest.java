package dev.parley.transport.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class KeepAliveOptionTest {
  private final KeepAliveOption option = new KeepAliveOption();

  @Test
  void asks_the_system_to_notice_a_machine_that_vanished_within_a_minute() throws IOException {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
      Assumptions.assumeTrue(
          socket.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE));
      option.afterConnect(socket);

      assertThat(socket.getOption(StandardSocketOptions.SO_KEEPALIVE)).isTrue();
      int seconds =
          socket.getOption(ExtendedSocketOptions.TCP_KEEPIDLE)
              + socket.getOption(ExtendedSocketOptions.TCP_KEEPINTERVAL)
                  * socket.getOption(ExtendedSocketOptions.TCP_KEEPCOUNT);
      assertThat(seconds).isEqualTo(50);
    }
  }

  @Test
  void lets_a_client_be_that_is_gone_already() throws IOException {
    var closed = new Socket();
    closed.close();
    assertThatCode(() -> option.afterConnect(closed)).doesNotThrowAnyException();
  }
}
