package dev.parley.transport.udp;

import dev.parley.protocol.Endpoint;
import java.util.Optional;

/**
 * Where the sockets lie: {@code bus} is the address at which this node hears other members, {@code
 * told} the host that they are told, whose interface carries the multicast, {@code group} the
 * multicast group, if multicast is wanted, {@code ttl} how many routers a multicast datagram may
 * pass plus one (0 is used on loopback), {@code receiveBufferBytes} what is asked of the kernel for
 * each socket.
 */
public record UdpSettings(
    Endpoint bus, String told, Optional<Endpoint> group, int ttl, int receiveBufferBytes) {
  /** A node that tells others the address that it is bound to. */
  public UdpSettings(Endpoint bus, Optional<Endpoint> group, int ttl, int receiveBufferBytes) {
    this(bus, bus.host(), group, ttl, receiveBufferBytes);
  }
}
