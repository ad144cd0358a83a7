package dev.parley.protocol;

/** The receivers of a message. No node receives its own messages. */
public sealed interface Destination {
  /**
   * All nodes of this cluster that hear the multicast group; where multicast is off, every known
   * member and every seed by unicast.
   */
  enum Group implements Destination {
    INSTANCE
  }

  /** The configured seeds, by unicast; none where none are configured. */
  enum Seeds implements Destination {
    INSTANCE
  }

  /** One process, by unicast to its bus address. */
  record One(Endpoint bus) implements Destination {}

  static Destination to(Member member) {
    return new One(member.bus());
  }
}
