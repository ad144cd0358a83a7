package dev.parley.client.io;

import static dev.parley.time.MonotonicClock.nowMs;

import dev.parley.wire.ClientDiscoveryCodec;
import dev.parley.wire.ClientDiscoveryCodec.Answer;
import dev.parley.wire.WireLimits;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Asks the multicast groups which server to go to (client protocol, 4), on every interface,
 * loopback included. The leader's answer counts at once; that of another member if the leader is
 * silent.
 */
final class ServerDiscovery {
  /** The leader has this long before another member's answer is taken. */
  static final int PATIENCE_MS = 1_000;

  private final ClientDiscoveryCodec codec;
  private final List<InetSocketAddress> groups;

  /** {@code groups}: the multicast addresses that the cluster may have. */
  ServerDiscovery(String cluster, List<InetSocketAddress> groups) {
    codec = new ClientDiscoveryCodec(cluster);
    this.groups = List.copyOf(groups);
  }

  /** Asks once, on a thread of its own; {@code found} hears the best answer, if there is one. */
  void seek(Consumer<Answer> found) {
    var thread = new Thread(() -> ask().ifPresent(found), "discovery");
    thread.setDaemon(true);
    thread.start();
  }

  /** Asks once, and waits for the answer. */
  Optional<Answer> ask() {
    var nonce = UUID.randomUUID().toString();
    try (var socket = new MulticastSocket()) {
      send(socket, codec.encodeRequest(nonce));
      return await(socket, nonce);
    } catch (IOException e) {
      return Optional.empty(); // without a network there is no server, and it is asked again
    }
  }

  private void send(MulticastSocket socket, byte[] request) throws IOException {
    // The interfaces as they are now: one may have been replaced since the last question.
    for (var network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      if (!network.isUp()) continue;
      for (var group : groups)
        send(socket, network, new DatagramPacket(request, request.length, group));
    }
  }

  private static void send(
      MulticastSocket socket, NetworkInterface network, DatagramPacket packet) {
    try {
      socket.setOption(StandardSocketOptions.IP_MULTICAST_IF, network);
      socket.send(packet);
    } catch (IOException | IllegalArgumentException e) {
      // An interface without multicast, or a machine without addresses of the group's kind.
    }
  }

  private Optional<Answer> await(MulticastSocket socket, String nonce) throws IOException {
    Optional<Answer> best = Optional.empty();
    var bytes = new byte[WireLimits.MAX_CLIENT_DATAGRAM_BYTES + 1];
    long endMs = nowMs() + PATIENCE_MS;
    while (true) {
      long leftMs = endMs - nowMs();
      if (leftMs <= 0) return best;
      socket.setSoTimeout((int) leftMs);
      var packet = new DatagramPacket(bytes, bytes.length);
      try {
        socket.receive(packet);
      } catch (SocketTimeoutException e) {
        return best;
      }
      var answer = codec.answer(Arrays.copyOf(bytes, packet.getLength()));
      if (answer.isEmpty() || !answer.get().nonce().equals(nonce)) continue;
      if (answer.get().leader()) return answer;
      best = best.or(() -> answer);
    }
  }
}
