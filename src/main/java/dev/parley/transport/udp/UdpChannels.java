package dev.parley.transport.udp;

import dev.parley.protocol.Endpoint;
import dev.parley.transport.udp.UdpSocket.Role;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ProtocolFamily;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.util.Comparator;
import java.util.Optional;

/**
 * Opens the three sockets of a node, without binding them. One receives the datagrams sent to this
 * node, one receives the multicast group, one sends. Sending has a socket of its own because Akka
 * closes a socket that cannot send to some address, and the datagrams that wait to be received in
 * it would be lost. The interface is looked up for each socket, since it may have changed.
 */
final class UdpChannels {
  /** A channel, not bound yet, and where to bind it. */
  record Opened(DatagramChannel channel, InetSocketAddress address) {}

  private final UdpSettings settings;
  private final InetAddress bind;
  private final InetAddress told;

  /** IOException if the bind address is not an address of this machine. */
  UdpChannels(UdpSettings settings) throws IOException {
    this.settings = settings;
    this.bind = InetAddress.getByName(settings.bus().host());
    this.told = bind.isAnyLocalAddress() ? InetAddress.getByName(settings.told()) : bind;
    network();
  }

  UdpSettings settings() {
    return settings;
  }

  Opened open(Role role) throws IOException {
    return switch (role) {
      case BUS -> new Opened(withReceiveBuffer(open(bind)), busAddress());
      case GROUP -> openGroup(settings.group().orElseThrow());
      case SENDER -> new Opened(openSender(), senderAddress());
    };
  }

  /**
   * Throws if the bus address cannot be bound. Akka would only log a stack trace, and a port in use
   * should not produce one.
   */
  void probeBus() throws IOException {
    try (var channel = DatagramChannel.open(family(bind))) {
      channel.bind(busAddress());
    }
  }

  /**
   * Returns true if only datagrams from other processes of this machine are meant for this node.
   */
  boolean isLoopback() {
    return told.isLoopbackAddress();
  }

  /** The interface that carries the multicast, as it is now. */
  Optional<InterfaceWatch.Seen> look() {
    try {
      var network = network();
      return Optional.of(new InterfaceWatch.Seen(network.getIndex(), network.isUp()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private InetSocketAddress busAddress() {
    return new InetSocketAddress(bind, settings.bus().port());
  }

  /** Any free port: nobody needs to know it. */
  private InetSocketAddress senderAddress() throws IOException {
    if (!bind.isAnyLocalAddress()) return new InetSocketAddress(bind, 0);
    // An address of the same family as the addresses that members publish.
    return new InetSocketAddress(InetAddress.getByName(isIpv4(told) ? "0.0.0.0" : "::"), 0);
  }

  /**
   * A channel that has joined {@code group} on the interface of the address that is published to
   * others.
   */
  private Opened openGroup(Endpoint group) throws IOException {
    var network = network();
    var address = InetAddress.getByName(group.host());
    if (isIpv4(address) != isIpv4(told))
      throw new SocketException(group + " is no group for the address " + told.getHostAddress());
    if (!isIpv4(address)) probeRoute(address, network);
    var channel = withReceiveBuffer(open(told));
    try {
      // Several nodes of one machine share the group's port.
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.join(address, network);
      return new Opened(channel, groupAddress(address, network));
    } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
      channel.close();
      throw e instanceof IOException io ? io : new SocketException(e.getMessage());
    }
  }

  /**
   * Linux has no route to an IPv6 group on the loopback interface, and reports that to senders
   * only.
   */
  private static void probeRoute(InetAddress group, NetworkInterface network) throws IOException {
    try (var channel = DatagramChannel.open(StandardProtocolFamily.INET6)) {
      channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, network);
      channel.connect(new InetSocketAddress(group, 1));
    } catch (SocketException e) {
      throw new SocketException(
          "the interface " + network.getName() + " has no IPv6 multicast: " + e.getMessage());
    }
  }

  /**
   * The address of the group itself where the system allows it: a socket that is bound to all
   * addresses of the machine receives datagrams for any of them, at the group's port.
   */
  private InetSocketAddress groupAddress(InetAddress group, NetworkInterface network)
      throws IOException {
    int port = settings.group().orElseThrow().port();
    // The same group address means a different group on each interface.
    var scoped =
        isIpv4(group)
            ? group
            : Inet6Address.getByAddress(null, group.getAddress(), network.getIndex());
    var address = new InetSocketAddress(scoped, port);
    try (var probe = DatagramChannel.open(family(group))) {
      probe.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      probe.bind(address);
      return address;
    } catch (SocketException e) {
      return new InetSocketAddress(port);
    }
  }

  private DatagramChannel openSender() throws IOException {
    var network = network();
    var channel = open(told);
    try {
      channel.setOption(StandardSocketOptions.SO_SNDBUF, settings.receiveBufferBytes());
      channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, network);
      channel.setOption(
          StandardSocketOptions.IP_MULTICAST_TTL, network.isLoopback() ? 0 : settings.ttl());
      // Nodes of one machine must receive each other's datagrams; a node's own ones are dropped
      // later.
      channel.setOption(StandardSocketOptions.IP_MULTICAST_LOOP, true);
      return channel;
    } catch (IOException | IllegalArgumentException e) {
      channel.close();
      throw e instanceof IOException io ? io : new SocketException(e.getMessage());
    }
  }

  /** The size that the kernel granted when {@code receiveBufferBytes} were requested. */
  int receiveBufferBytes(DatagramChannel channel) throws IOException {
    return channel.getOption(StandardSocketOptions.SO_RCVBUF);
  }

  private static DatagramChannel open(InetAddress address) throws IOException {
    var channel = DatagramChannel.open(family(address));
    channel.configureBlocking(false);
    return channel;
  }

  private DatagramChannel withReceiveBuffer(DatagramChannel channel) throws IOException {
    channel.setOption(StandardSocketOptions.SO_RCVBUF, settings.receiveBufferBytes());
    return channel;
  }

  private static ProtocolFamily family(InetAddress address) {
    return isIpv4(address) ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
  }

  private static boolean isIpv4(InetAddress address) {
    return address instanceof Inet4Address;
  }

  private NetworkInterface network() throws IOException {
    var exact = NetworkInterface.getByInetAddress(told);
    if (exact != null) return exact;
    // All of 127.0.0.0/8 belongs to the loopback interface, but that names only 127.0.0.1. An
    // address that another machine translates is not one of ours: any interface with multicast is
    // as good a guess as another if the socket listens on all; the lowest index makes the guess
    // repeatable.
    return NetworkInterface.networkInterfaces()
        .filter(this::fits)
        .min(Comparator.comparingInt(NetworkInterface::getIndex))
        .orElseThrow(
            () -> new SocketException("no interface has the address " + told.getHostAddress()));
  }

  private boolean fits(NetworkInterface candidate) {
    try {
      if (!candidate.isUp()) return false;
      if (told.isLoopbackAddress()) return candidate.isLoopback();
      return bind.isAnyLocalAddress() && candidate.supportsMulticast() && !candidate.isLoopback();
    } catch (SocketException e) {
      return false;
    }
  }
}
