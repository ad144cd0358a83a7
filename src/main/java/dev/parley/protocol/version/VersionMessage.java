package dev.parley.protocol.version;

import dev.parley.protocol.Message;

/** The messages about versions; {@code doc/wire-format.md} describes their use. */
public sealed interface VersionMessage extends Message {
  /**
   * The offer of the sender. It is read whatever the version of its datagram is, so its layout can
   * never change: later versions put anything beyond it into words among the features.
   */
  record Hello(VersionOffer offer) implements VersionMessage {}
}
