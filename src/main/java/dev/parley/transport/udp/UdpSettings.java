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
  /** About 3,000 full datagrams, which the kernel keeps while this process is not looking. */
  public static final int DEFAULT_RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;

  public static final int MAX_TTL = 255;

  /** A node that tells others the address that it is bound to. */
  public UdpSettings(Endpoint bus, Optional<Endpoint> group, int ttl, int receiveBufferBytes) {
    this(bus, bus.host(), group, ttl, receiveBufferBytes);
  }

  public UdpSettings {
    if (ttl < 0 || ttl > MAX_TTL) {
      throw new IllegalArgumentException("ttl (" + ttl + ") must be 0 to " + MAX_TTL);
    }
    if (receiveBufferBytes < 1) {
      throw new IllegalArgumentException(
          "receive buffer (" + receiveBufferBytes + ") must be at least 1 byte");
    }
  }
}
