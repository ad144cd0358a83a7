package dev.parley.transport.peers;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Bounds the connections that have not proved yet that a member made them: a few for each address,
 * so that a stranger who opens many keeps no member out, and a number in all, for memory. Safe for
 * use by several threads.
 */
final class HandshakeGate {
  /** A member opens two at a time: for a link and for a state. Several may share an address. */
  static final int PER_ADDRESS = 8;

  /** All nodes of one machine share its address there, and may start together. */
  static final int ON_LOOPBACK = 32;

  /** One takes some 60 KB of memory while its handshake lasts. */
  static final int IN_ALL = 128;

  /**
   * Whoever has one address of a network of IPv6 has this prefix of it, and all addresses in it.
   */
  private static final int PREFIX_BYTES = 8;

  private final Map<String, Integer> pending = new HashMap<>();
  private int all;

  /** The place of one connection, until it leaves. */
  final class Place {
    private final String address;
    private final AtomicBoolean left = new AtomicBoolean();

    private Place(String address) {
      this.address = address;
    }

    /** Its handshake is over, however that ended; once. */
    void leave() {
      if (left.compareAndSet(false, true)) leftBy(address);
    }
  }

  /** Nothing if there is no room: the connection is to be closed. */
  synchronized Optional<Place> enter(InetAddress from) {
    var address = key(from);
    int most = from.isLoopbackAddress() ? ON_LOOPBACK : PER_ADDRESS;
    int own = pending.getOrDefault(address, 0);
    if (own >= most || all >= IN_ALL) return Optional.empty();
    pending.put(address, own + 1);
    all++;
    return Optional.of(new Place(address));
  }

  private synchronized void leftBy(String address) {
    pending.computeIfPresent(address, (key, own) -> own == 1 ? null : own - 1);
    all--;
  }

  private static String key(InetAddress address) {
    byte[] bytes = address.getAddress();
    return Arrays.toString(
        address instanceof Inet6Address && !address.isLoopbackAddress()
            ? Arrays.copyOf(bytes, PREFIX_BYTES)
            : bytes);
  }
}
