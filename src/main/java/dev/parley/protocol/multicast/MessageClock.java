package dev.parley.protocol.multicast;

import dev.parley.protocol.Dot;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;
import java.util.TreeMap;

/**
 * The vector clock of one message over its view's members, itself included. Kept as the numbers
 * that the protocol has at hand, and expanded only on request: most messages are never asked for
 * theirs. The same at every member, whether the message named all of its past or only a frontier.
 */
public final class MessageClock {
  private final View view;
  private final Dot dot;
  private final long[] counts;

  /** {@code counts} by slot, for all but the message's own origin; not to be written any more. */
  public MessageClock(View view, Dot dot, long[] counts) {
    this.view = view;
    this.dot = dot;
    this.counts = counts;
  }

  public VersionVector asVector() {
    var known = new TreeMap<MemberId, Long>();
    for (int slot = 0; slot < counts.length; slot++)
      known.put(view.members().get(slot).id(), counts[slot]);
    known.put(dot.origin(), dot.seq());
    return VersionVector.of(known);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MessageClock clock && asVector().equals(clock.asVector());
  }

  @Override
  public int hashCode() {
    return asVector().hashCode();
  }

  @Override
  public String toString() {
    return asVector().toString();
  }
}
