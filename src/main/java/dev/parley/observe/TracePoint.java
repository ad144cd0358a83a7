package dev.parley.observe;

import dev.parley.protocol.Dot;
import dev.parley.protocol.VersionVector;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A point on a member's line of a space-time diagram. {@code atMs}: a time of day of that member.
 * {@code dot}: the message that it is about; null where it is about none. {@code number}: the
 * milliseconds for which a delivered message was held back, the epoch of a view or a freeze. {@code
 * clock}: the message's vector clock, where the point has it.
 */
public record TracePoint(
    Kind kind, long atMs, @Nullable Dot dot, long number, @Nullable VersionVector clock) {
  /** Each with its number on the wire, which is for ever. */
  public enum Kind {
    /** Its origin multicast the message for the first time. */
    SENT(0),
    DELIVERED(1),
    /** It arrived before its causal past, and waits. */
    HELD(2),
    /** A member sent it again, because another one lacks it. */
    RESENT(3),
    /** Messages stop: a view change asks for the cut. */
    FROZEN(4),
    VIEW(5);

    private final long code;

    Kind(long code) {
      this.code = code;
    }

    long code() {
      return code;
    }

    /** Nothing for the number of a later version's kind. */
    static Optional<Kind> of(long code) {
      return Stream.of(values()).filter(kind -> kind.code == code).findAny();
    }
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
