package dev.parley.transport.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.accounts.PortAnswer;
import dev.parley.protocol.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;

class PortProbeTest {
  @Test
  void a_port_at_which_nobody_listens_is_refused() throws IOException {
    int port;
    try (var socket = listen()) {
      port = socket.getLocalPort();
    }
    assertThat(ask(new Endpoint("127.0.0.1", port))).isEqualTo(PortAnswer.REFUSES);
  }

  @Test
  void a_port_at_which_somebody_listens_is_not() throws IOException {
    try (var socket = listen()) {
      assertThat(ask(new Endpoint("127.0.0.1", socket.getLocalPort())))
          .isEqualTo(PortAnswer.LISTENS);
    }
  }

  @Test
  void silence_is_no_proof() throws IOException {
    try (var socket = listen();
        var first = new Socket(socket.getInetAddress(), socket.getLocalPort());
        var second = new Socket(socket.getInetAddress(), socket.getLocalPort())) {
      // Nobody accepts, and the queue is full: the kernel does not answer a third.
      assertThat(first.isConnected() && second.isConnected()).isTrue();
      assertThat(ask(new Endpoint("127.0.0.1", socket.getLocalPort())))
          .isEqualTo(PortAnswer.SILENT);
    }
  }

  @Test
  void a_name_that_nobody_knows_is_no_proof() {
    assertThat(ask(new Endpoint("no-such-machine.invalid", 9))).isEqualTo(PortAnswer.SILENT);
  }

  private static ServerSocket listen() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  private static PortAnswer ask(Endpoint endpoint) {
    return PortProbe.ask(endpoint).toCompletableFuture().join();
  }
}
