package dev.parley.protocol;

/** To whom a message goes. Nobody receives what it sent itself. */
public sealed interface Destination {
  /**
   * Everybody of this cluster who hears the multicast group; where multicast is off, every known
   * member and every seed by unicast.
   */
  enum Group implements Destination {
    INSTANCE
  }

  /** The configured seeds, by unicast; nobody where none are configured. */
  enum Seeds implements Destination {
    INSTANCE
  }

  /** One process, by unicast to its bus address. */
  record One(Endpoint bus) implements Destination {}

  static Destination to(Member member) {
    return new One(member.bus());
  }
}
