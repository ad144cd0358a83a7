package dev.parley.wire;

/** What a datagram turned out to be. */
public sealed interface Decoded {
  /** A message for this cluster. */
  record Ok(Frame frame) implements Decoded {}

  /** Well begun, but of another cluster, which may share the multicast group; not read further. */
  record Foreign(String cluster) implements Decoded {}

  /** What this node sent itself, as multicast brings it back; not read further. */
  enum Own implements Decoded {
    INSTANCE
  }

  /** Anything else; {@code reason} says what is wrong with it, for the log. */
  record Malformed(String reason) implements Decoded {}
}
