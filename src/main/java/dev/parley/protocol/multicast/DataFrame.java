package dev.parley.protocol.multicast;

import dev.parley.protocol.Dependencies;
import dev.parley.protocol.Dot;

/**
 * One multicast message of one view, or a piece of one: its identity, its causal past by slot of
 * that view, its payload, and how many more frames of the same message {@code remaining} after it.
 * A message of several frames has the identity of its last one and the past of its first.
 */
public record DataFrame(Dot dot, Dependencies dependencies, Payload payload, int remaining) {
  public DataFrame {
    if (remaining < 0 || remaining >= MulticastSettings.MAX_FRAGMENTS)
      throw new IllegalArgumentException(remaining + " frames cannot follow of one message");
  }

  /** A whole message. */
  public DataFrame(Dot dot, Dependencies dependencies, Payload payload) {
    this(dot, dependencies, payload, 0);
  }
}
