package dev.parley.transport.peers;

import dev.parley.session.limits.ClientAddress;
import dev.parley.session.limits.ConnectionsByAddress;
import java.net.InetAddress;
import java.util.Optional;
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

  private final ConnectionsByAddress<Place> pending = new ConnectionsByAddress<>();

  /** The place of one connection, until it leaves. */
  final class Place {
    private final Runnable cut;
    private final AtomicBoolean isOver = new AtomicBoolean();

    private Place(Runnable cut) {
      this.cut = cut;
    }

    /** Its handshake is over, however that ended. */
    void leave() {
      isOver.set(true);
      remove(this);
    }

    /** Has no effect on a connection whose handshake is over already. */
    private void cut() {
      if (isOver.compareAndSet(false, true)) cut.run();
    }
  }

  /**
   * Nothing if there is no room: the connection is to be closed. {@code cut} closes it later, when
   * another address that has fewer needs the place; on any thread.
   */
  synchronized Optional<Place> enter(InetAddress from, Runnable cut) {
    var address = ClientAddress.of(from.getAddress());
    int most = address.isLoopback() ? ON_LOOPBACK : PER_ADDRESS;
    int own = pending.count(address.share());
    if (own >= most || (pending.size() >= IN_ALL && !isRoomMade(own))) return Optional.empty();
    var place = new Place(cut);
    pending.enter(place, address.share());
    return Optional.of(place);
  }

  /** Cuts the oldest one of the address with the most, if these are more than {@code own}. */
  private boolean isRoomMade(int own) {
    if (pending.most() <= own) return false;
    var oldest = pending.oldestOfTheMost().orElseThrow();
    pending.leave(oldest);
    oldest.cut();
    return true;
  }

  private synchronized void remove(Place place) {
    pending.leave(place);
  }
}
