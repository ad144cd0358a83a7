package dev.parley.transport.udp;

/**
 * How far a socket is read ahead of the actor that takes its datagrams. At {@link #LIMIT} reading
 * is stopped: then datagrams wait in the kernel, which drops those that do not fit, and not in the
 * heap. The receiver returns a mark after each {@link #MARKED} datagrams, in order with them.
 *
 * <p>Akka may have begun to read again when it is told to stop, and goes on then: so it is told
 * with each further datagram, and from {@link #DROPPED} on the datagrams are dropped here.
 */
final class ReadAhead {
  /** A burst of a few members is taken at once; with the largest datagrams this is 4 MB. */
  static final int LIMIT = 64;

  /** Datagrams between two marks: half the limit, so that reading need not stop for a mark. */
  static final int MARKED = LIMIT / 2;

  /** With the largest datagrams this is 16 MB. */
  static final int DROPPED = 4 * LIMIT;

  private int ahead;
  private int unmarked;
  private boolean stopped;

  /** A datagram came. Returns true if it must be passed on, and false if it is dropped. */
  boolean onDatagram() {
    if (ahead == DROPPED) return false;
    ahead++;
    unmarked++;
    return true;
  }

  /** Returns true if a mark must follow the datagram that was passed on. */
  boolean takeMark() {
    if (unmarked < MARKED) return false;
    unmarked = 0;
    return true;
  }

  /** Returns true if reading must stop. */
  boolean mustStop() {
    stopped |= ahead >= LIMIT;
    return stopped;
  }

  /** The receiver has reached a mark. Returns true if reading must go on. */
  boolean onMark() {
    ahead -= MARKED;
    if (!stopped || ahead >= LIMIT) return false;
    stopped = false;
    return true;
  }
}
