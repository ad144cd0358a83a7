package dev.parley.transport.udp;

import dev.parley.protocol.Endpoint;
import java.util.Optional;

/**
 * The addresses of the sockets: {@code bus} is the address at which this node receives from other
 * members, {@code told} the host that is published to them, whose interface carries the multicast,
 * {@code group} the multicast group, if multicast is wanted, {@code ttl} how many routers a
 * multicast datagram may pass plus one (0 is used on loopback), {@code receiveBufferBytes} the size
 * requested of the kernel for each socket.
 */
public record UdpSettings(
    Endpoint bus, String told, Optional<Endpoint> group, int ttl, int receiveBufferBytes) {
  /** A node that publishes the address that it is bound to. */
  public UdpSettings(Endpoint bus, Optional<Endpoint> group, int ttl, int receiveBufferBytes) {
    this(bus, bus.host(), group, ttl, receiveBufferBytes);
  }
}
