package dev.parley.transport.udp;

import java.util.Optional;

/**
 * Notices that the interface of this node's address has changed, or was down: a socket remains
 * joined to the group on the old one, and receives nothing.
 */
final class InterfaceWatch {
  /** The interface as the system names it now; a replaced one has another index. */
  record Seen(int index, boolean isUp) {}

  private Optional<Seen> last;

  InterfaceWatch(Optional<Seen> first) {
    last = first;
  }

  /** Returns true if sockets that depend on the interface must be opened again. */
  boolean onLook(Optional<Seen> now) {
    boolean changed = !now.equals(last);
    last = now;
    return changed && now.filter(Seen::isUp).isPresent();
  }
}
