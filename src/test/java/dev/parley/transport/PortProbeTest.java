package dev.parley.transport;

import static org.assertj.core.api.Assertions.assertThat;

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
    assertThat(refuses(new Endpoint("127.0.0.1", port))).isTrue();
  }

  @Test
  void a_port_at_which_somebody_listens_is_not() throws IOException {
    try (var socket = listen()) {
      assertThat(refuses(new Endpoint("127.0.0.1", socket.getLocalPort()))).isFalse();
    }
  }

  @Test
  void silence_is_no_proof() throws IOException {
    try (var socket = listen();
        var first = new Socket(socket.getInetAddress(), socket.getLocalPort());
        var second = new Socket(socket.getInetAddress(), socket.getLocalPort())) {
      // Nobody accepts, and the queue is full: the kernel does not answer a third.
      assertThat(first.isConnected() && second.isConnected()).isTrue();
      assertThat(refuses(new Endpoint("127.0.0.1", socket.getLocalPort()))).isFalse();
    }
  }

  @Test
  void a_name_that_nobody_knows_is_no_proof() {
    assertThat(refuses(new Endpoint("no-such-machine.invalid", 9))).isFalse();
  }

  private static ServerSocket listen() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  private static boolean refuses(Endpoint endpoint) {
    return PortProbe.refuses(endpoint).toCompletableFuture().join();
  }
}
