package dev.parley.transport;

import dev.parley.protocol.Endpoint;
import dev.parley.transport.UdpSocket.Role;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ProtocolFamily;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.util.Comparator;

/**
 * Opens the three sockets of a node, without binding them. One receives what is sent to this node,
 * one receives the multicast group, one sends. Sending has a socket of its own because Akka closes
 * a socket that cannot send somewhere, and what waits to be received in it would be lost.
 */
final class UdpChannels {
  private final UdpSettings settings;
  private final InetAddress bind;
  private final NetworkInterface network;

  /** IOException if the bind address is none of this machine's. */
  UdpChannels(UdpSettings settings) throws IOException {
    this.settings = settings;
    this.bind = InetAddress.getByName(settings.bus().host());
    this.network = networkOf(bind);
  }

  UdpSettings settings() {
    return settings;
  }

  /** Where the socket of {@code role} is bound. */
  InetSocketAddress address(Role role) {
    return switch (role) {
      case BUS -> new InetSocketAddress(bind, settings.bus().port());
      // All addresses of the machine: a socket bound to the group itself would hear less of other
      // groups, but not every system can bind to it.
      case GROUP -> new InetSocketAddress(settings.group().orElseThrow().port());
      // A port that nobody needs to know.
      case SENDER -> new InetSocketAddress(bind, 0);
    };
  }

  DatagramChannel open(Role role) throws IOException {
    return switch (role) {
      case BUS -> withReceiveBuffer(open());
      case GROUP -> openGroup(settings.group().orElseThrow());
      case SENDER -> openSender();
    };
  }

  /**
   * Throws if the bus address cannot be bound. Akka would only log a stack trace, and nobody should
   * get one for a port in use.
   */
  void probeBus() throws IOException {
    try (var channel = DatagramChannel.open(family())) {
      channel.bind(address(Role.BUS));
    }
  }

  /** Joined to {@code group} on the interface of the bind address. */
  private DatagramChannel openGroup(Endpoint group) throws IOException {
    var channel = withReceiveBuffer(open());
    try {
      // Several nodes of one machine share the group's port.
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.join(InetAddress.getByName(group.host()), network);
      return channel;
    } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
      channel.close();
      throw e instanceof IOException io ? io : new SocketException(e.getMessage());
    }
  }

  private DatagramChannel openSender() throws IOException {
    var channel = open();
    channel.setOption(StandardSocketOptions.SO_SNDBUF, settings.receiveBufferBytes());
    channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, network);
    channel.setOption(
        StandardSocketOptions.IP_MULTICAST_TTL, network.isLoopback() ? 0 : settings.ttl());
    // Nodes of one machine must hear each other; what a node hears of itself is dropped later.
    channel.setOption(StandardSocketOptions.IP_MULTICAST_LOOP, true);
    return channel;
  }

  /** What the kernel gave where {@code receiveBufferBytes} were asked for. */
  int receiveBufferBytes(DatagramChannel channel) throws IOException {
    return channel.getOption(StandardSocketOptions.SO_RCVBUF);
  }

  private DatagramChannel open() throws IOException {
    var channel = DatagramChannel.open(family());
    channel.configureBlocking(false);
    return channel;
  }

  private DatagramChannel withReceiveBuffer(DatagramChannel channel) throws IOException {
    channel.setOption(StandardSocketOptions.SO_RCVBUF, settings.receiveBufferBytes());
    return channel;
  }

  private ProtocolFamily family() {
    return bind instanceof Inet4Address
        ? StandardProtocolFamily.INET
        : StandardProtocolFamily.INET6;
  }

  private static NetworkInterface networkOf(InetAddress address) throws IOException {
    var exact = NetworkInterface.getByInetAddress(address);
    if (exact != null) return exact;
    // All of 127.0.0.0/8 is the loopback interface's, but it names 127.0.0.1 only. For a wildcard
    // any interface that has multicast is a guess as good as another; the first one repeats.
    return NetworkInterface.networkInterfaces()
        .filter(candidate -> fits(candidate, address))
        .min(Comparator.comparingInt(NetworkInterface::getIndex))
        .orElseThrow(() -> new SocketException("no interface has the address " + address));
  }

  private static boolean fits(NetworkInterface candidate, InetAddress address) {
    try {
      if (!candidate.isUp()) return false;
      if (address.isLoopbackAddress()) return candidate.isLoopback();
      return address.isAnyLocalAddress()
          && candidate.supportsMulticast()
          && !candidate.isLoopback();
    } catch (SocketException e) {
      return false;
    }
  }
}
