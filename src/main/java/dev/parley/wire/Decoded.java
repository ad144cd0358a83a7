package dev.parley.wire;

/** The result of decoding a datagram. */
public sealed interface Decoded {
  /** A message for this cluster. */
  record Ok(Frame frame) implements Decoded {}

  /** Well begun, but of another cluster, which may share the multicast group; not read further. */
  record Foreign(String cluster) implements Decoded {}

  /** A datagram of this node itself, as multicast brings it back; not read further. */
  enum Own implements Decoded {
    INSTANCE
  }

  /** Anything else; {@code reason} names the fault, for the log. */
  record Malformed(String reason) implements Decoded {}
}
