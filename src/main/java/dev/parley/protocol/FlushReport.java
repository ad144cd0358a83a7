package dev.parley.protocol;

import java.util.List;

/**
 * The messages that a frozen member has: {@code lastView} is the view that it comes from ({@link
 * ViewId#none} before its first), {@code slots} that view's member ids, {@code delivered} all
 * delivered messages, {@code held} those that it received and could not deliver yet, by origin and
 * sequence number. A list of held frames that was cut at {@link #MAX_HELD} is still sound: a frame
 * that is not named may be lost only if no member delivered it.
 */
public record FlushReport(
    ViewId lastView, List<MemberId> slots, VersionVector delivered, List<Held> held) {
  /** Held frames named in one report, so that the report fits a datagram. */
  public static final int MAX_HELD = 128;

  public record Held(Dot dot, Dependencies dependencies) {}

  public FlushReport {
    if (held.size() > MAX_HELD)
      throw new IllegalArgumentException(
          "at most " + MAX_HELD + " held frames, not " + held.size());
    slots = View.atMostAll(slots);
    held = List.copyOf(held);
  }
}
