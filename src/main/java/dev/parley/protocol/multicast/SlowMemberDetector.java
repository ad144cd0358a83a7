package dev.parley.protocol.multicast;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * Notices a member that lives and tells what it has delivered, but does not deliver: what this
 * member delivered {@link #SLOW_AFTER_MS} ago it still lacks. Nothing becomes stable without it, so
 * sooner or later all senders wait for it: one slow member may slow the group, it may not stop it.
 *
 * <p>A member that is not heard is none of these: silence has a detector of its own.
 */
final class SlowMemberDetector {
  /**
   * Repair of a lost frame takes milliseconds, at 30 % loss a second; and after this the window of
   * a sender is full of what one member has not taken.
   */
  static final long SLOW_AFTER_MS = 10_000;

  /** How exactly the age of what is lacking is known. */
  static final long CHECK_EVERY_MS = 1_000;

  /** What a member told longer ago than this says nothing about what it has now. */
  static final long FRESH_MS = 2_000;

  private record Past(long atMs, SlotVector delivered) {}

  private final ArrayDeque<Past> past = new ArrayDeque<>();
  private final long[] toldMs;
  private long checkedMs;

  /** For a view of so many members, in force from now on. */
  SlowMemberDetector(int members, long nowMs) {
    this.toldMs = new long[members];
    this.checkedMs = nowMs;
    Arrays.fill(toldMs, nowMs - FRESH_MS - 1);
  }

  /** {@code member} told what it has delivered. */
  void onTold(int member, long nowMs) {
    toldMs[member] = nowMs;
  }

  /** The slot of a member that holds up the others, if there is one; asked at every tick. */
  OptionalInt check(ViewState state, long nowMs) {
    long sinceMs = nowMs - checkedMs;
    if (sinceMs < CHECK_EVERY_MS) return OptionalInt.empty();
    checkedMs = nowMs;
    // This process stood still, and has not read yet what the others told meanwhile.
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
