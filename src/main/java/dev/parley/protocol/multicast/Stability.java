package dev.parley.protocol.multicast;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * The messages that each member of one view has, delivered or on its disk as {@link Replication}
 * defines it: a row for each member, a column for each origin, learned from the members' own
 * vectors. A message is stable when every member's row has reached it. Computed locally and never
 * reduced, so no decision message can be lost.
 */
public final class Stability {
  private final long[][] rows;

  /**
   * {@code base} is where the view begins. It counts for members for which {@code isDelivered}
   * holds; the part of it that the others fetched takes effect only when they install the view, so
   * nothing counts for them until they are heard in it.
   */
  public Stability(long[] base, IntPredicate isDelivered) {
    rows = new long[base.length][];
    for (int member = 0; member < base.length; member++)
      rows[member] = isDelivered.test(member) ? base.clone() : new long[base.length];
  }

  /** Takes {@code member}'s vector; older news than is known change nothing. */
  public void onDelivered(int member, SlotVector delivered) {
    if (delivered.slots() != rows.length) return;
    for (int origin = 0; origin < rows.length; origin++) {
      onDelivered(member, origin, delivered.get(origin));
    }
  }

  public void onDelivered(int member, int origin, long upTo) {
    rows[member][origin] = Math.max(rows[member][origin], upTo);
  }

  public long delivered(int member, int origin) {
    return rows[member][origin];
  }

  /** The messages that {@code member} has. */
  public SlotVector of(int member) {
    return SlotVector.of(rows[member]);
  }

  /** The number up to which {@code origin}'s messages are delivered by every member. */
  public long stable(int origin) {
    long least = Long.MAX_VALUE;
    for (long[] row : rows) least = Math.min(least, row[origin]);
    return least;
  }

  /**
   * The number up to which {@code origin}'s messages are delivered by at least {@code members}
   * members.
   */
  public long deliveredBy(int members, int origin) {
    long[] column = new long[rows.length];
    for (int member = 0; member < rows.length; member++) column[member] = rows[member][origin];
    Arrays.sort(column);
    return column[rows.length - Math.min(members, rows.length)];
  }

  /** How many members have delivered {@code origin}'s message {@code seq}. */
  public int copies(int origin, long seq) {
    return copies(-1L, origin, seq);
  }

  /** How many of the members whose bit is set in {@code slots} have it. */
  int copies(long slots, int origin, long seq) {
    int copies = 0;
    for (int member = 0; member < rows.length; member++) {
      if ((slots >> member & 1) == 1 && rows[member][origin] >= seq) copies++;
    }
    return copies;
  }

  /** The highest number of {@code origin} that any member has delivered. */
  public long highest(int origin) {
    return deliveredBy(1, origin);
  }
}
