package dev.parley.transport.peers;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Bounds the connections that have not proved yet that a member made them: a few for each address,
 * so that a stranger who opens many keeps no member out, and a number in all, for memory. When
 * these are taken, the address that has the most loses its oldest to a newcomer. Safe for use by
 * several threads.
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

  private final Map<String, Set<Place>> pending = new LinkedHashMap<>();
  private int all;

  /** The place of one connection, until it leaves. */
  final class Place {
    private final String address;
    private final Runnable cut;
    private final AtomicBoolean left = new AtomicBoolean();

    private Place(String address, Runnable cut) {
      this.address = address;
      this.cut = cut;
    }

    /** Its handshake is over, however that ended; once. */
    void leave() {
      if (left.compareAndSet(false, true)) remove(this);
    }

    /** Returns false if its handshake was over already. */
    private boolean isCut() {
      if (!left.compareAndSet(false, true)) return false;
      remove(this);
      cut.run();
      return true;
    }
  }

  /**
   * Nothing if there is no room: the connection is to be closed. {@code cut} closes it later, when
   * another address that has fewer needs the place; on any thread.
   */
  synchronized Optional<Place> enter(InetAddress from, Runnable cut) {
    var address = key(from);
    int most = from.isLoopbackAddress() ? ON_LOOPBACK : PER_ADDRESS;
    int own = placesOf(address).size();
    if (own >= most || (all >= IN_ALL && !isRoomMade(own))) return Optional.empty();
    var place = new Place(address, cut);
    pending.computeIfAbsent(address, key -> new LinkedHashSet<>()).add(place);
    all++;
    return Optional.of(place);
  }

  private Set<Place> placesOf(String address) {
    return pending.getOrDefault(address, Set.of());
  }

  /** Cuts the oldest one of the address with the most, if these are more than {@code own}. */
  private boolean isRoomMade(int own) {
    var most = pending.values().stream().max(Comparator.comparingInt(Set::size));
    if (most.isEmpty() || most.get().size() <= own) return false;
    for (var place : List.copyOf(most.get())) if (place.isCut()) return true;
    return false;
  }

  private synchronized void remove(Place place) {
    var places = pending.get(place.address);
    if (places == null || !places.remove(place)) return;
    if (places.isEmpty()) pending.remove(place.address);
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
