package dev.parley.protocol.version;

import dev.parley.protocol.Message;

/** The messages about versions; {@code doc/wire-format.md} tells their use. */
public sealed interface VersionMessage extends Message {
  /**
   * What the sender speaks. It is read whatever the version of its datagram is, so its layout is
   * for ever: what later versions have to say beyond it are words among the features.
   */
  record Hello(VersionOffer offer) implements VersionMessage {}
}
