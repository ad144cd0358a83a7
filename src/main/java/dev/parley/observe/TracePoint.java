package dev.parley.observe;

import dev.parley.protocol.Dot;
import dev.parley.protocol.VersionVector;
import org.jspecify.annotations.Nullable;

/**
 * A point on a member's line of a space-time diagram. {@code atMs}: a time of day of that member.
 * {@code dot}: the message that it is about; null where it is about none. {@code number}: the
 * milliseconds for which a delivered message was held back, the epoch of a view or a freeze. {@code
 * clock}: the message's vector clock, where the point has it.
 */
public record TracePoint(
    Kind kind, long atMs, @Nullable Dot dot, long number, @Nullable VersionVector clock) {
  /** The order is that of the wire: a new kind comes last. */
  public enum Kind {
    /** Its origin multicast the message for the first time. */
    SENT,
    DELIVERED,
    /** It arrived before its causal past, and waits. */
    HELD,
    /** A member sent it again, because another one lacks it. */
    RESENT,
    /** Messages stop: a view change asks for the cut. */
    FROZEN,
    VIEW
  }

  static TracePoint of(Kind kind, long atMs, Dot dot) {
    return new TracePoint(kind, atMs, dot, 0, null);
  }

  static TracePoint ofEpoch(Kind kind, long atMs, long epoch) {
    return new TracePoint(kind, atMs, null, epoch, null);
  }

  TracePoint at(long otherMs) {
    return new TracePoint(kind, otherMs, dot, number, clock);
  }
}
