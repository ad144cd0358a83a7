package dev.parley.protocol.multicast;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * Detects a member that is alive and reports its deliveries, but does not deliver: it still lacks
 * messages that this member delivered {@link #SLOW_AFTER_MS} ago. No message becomes stable without
 * it, so sooner or later all senders wait for it: one slow member may slow the group down, but not
 * stop it.
 *
 * <p>A member that is not heard does not count: silence has a detector of its own.
 */
final class SlowMemberDetector {
  /**
   * Repair of a lost frame takes milliseconds, at 30 % loss a second; and after this time the
   * window of a sender is full of messages that one member has not taken.
   */
  static final long SLOW_AFTER_MS = 10_000;

  /** The precision with which the age of lacking messages is known. */
  static final long CHECK_EVERY_MS = 1_000;

  /** A report older than this is no evidence about the present state of a member. */
  static final long FRESH_MS = 2_000;

  private record Past(long atMs, SlotVector delivered) {}

  private final ArrayDeque<Past> past = new ArrayDeque<>();
  private final long[] toldMs;
  private long checkedMs;

  /** For a view of this many members, in force from now on. */
  SlowMemberDetector(int members, long nowMs) {
    this.toldMs = new long[members];
    this.checkedMs = nowMs;
    Arrays.fill(toldMs, nowMs - FRESH_MS - 1);
  }

  /** {@code member} reported its deliveries. */
  void onTold(int member, long nowMs) {
    toldMs[member] = nowMs;
  }

  /** The slot of a member that holds up the others, if there is one; asked at every tick. */
  OptionalInt check(ViewState state, long nowMs) {
    long sinceMs = nowMs - checkedMs;
    if (sinceMs < CHECK_EVERY_MS) return OptionalInt.empty();
    checkedMs = nowMs;
    // This process was paused, and has not yet read the reports that others sent meanwhile.
    if (sinceMs > 2 * CHECK_EVERY_MS) past.clear();
    past.addLast(new Past(nowMs, state.order.deliveredBySlot()));
    while (past.size() > 1 && nowMs - past.getFirst().atMs() > SLOW_AFTER_MS + CHECK_EVERY_MS)
      past.removeFirst();
    var then = past.getFirst();
    return nowMs - then.atMs() < SLOW_AFTER_MS
        ? OptionalInt.empty()
        : lacking(state, then.delivered(), nowMs);
  }

  private OptionalInt lacking(ViewState state, SlotVector old, long nowMs) {
    for (int member = 0; member < toldMs.length; member++) {
      if (member == state.self || nowMs - toldMs[member] > FRESH_MS) continue;
      for (int origin = 0; origin < old.slots(); origin++) {
        if (state.stability.delivered(member, origin) < old.get(origin))
          return OptionalInt.of(member);
      }
    }
    return OptionalInt.empty();
  }
}
