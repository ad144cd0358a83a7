package dev.parley.protocol.multicast;

import dev.parley.protocol.Dependencies;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The vector clocks of the delivered messages of one view that a future message may still name, so
 * that its own clock can be computed as the join of theirs. By slot; the entry of a message's own
 * origin is its number, and its array has a smaller one there. Messages that follow each other
 * without new dependencies share one array.
 *
 * <p>When a member reports its deliveries, and this member has delivered everything that it had
 * sent by then, its future messages name nothing older. So about as many clocks are kept as there
 * are unstable messages.
 */
final class ClockCache {
  private final int self;
  private final long[] base;
  private final long[][] latest;
  private final List<SequenceRing<long[]>> kept = new ArrayList<>();

  /** By member, the number of each slot below which it names nothing any more. */
  private final long[][] told;

  /** By slot, the lowest number that a message to come may name. */
  private final long[] lowest;

  /** By member, the report that does not count yet, for messages that it sent before. */
  private final @Nullable SlotVector[] pending;

  ClockCache(long[] base, int self) {
    this.self = self;
    this.base = base.clone();
    this.latest = new long[base.length][];
    this.told = new long[base.length][];
    this.lowest = base.clone();
    this.pending = new SlotVector[base.length];
    for (int slot = 0; slot < base.length; slot++) {
      latest[slot] = this.base;
      told[slot] = base.clone();
      kept.add(new SequenceRing<>());
    }
  }

  /** The clock of the message that is delivered now, after its past; not to be written to. */
  long[] onDelivered(int slot, long seq, Dependencies dependencies) {
    var clock = join(slot, dependencies);
    latest[slot] = clock;
    if (isNamedByOthers(slot)) kept.get(slot).put(seq, clock);
    var waiting = pending[slot];
    if (waiting != null && waiting.get(slot) <= seq) {
      pending[slot] = null;
      forget(slot, waiting);
    }
    return clock;
  }

  private boolean isNamedByOthers(int slot) {
    // The origin itself names none of its own, and this member names its newest.
    return base.length > (slot == self ? 1 : 2);
  }

  private long[] join(int slot, Dependencies dependencies) {
    if (dependencies.named() == 0) return latest[slot];
    var clock = latest[slot].clone();
    for (long rest = dependencies.named(); rest != 0; rest &= rest - 1) {
      int other = Long.numberOfTrailingZeros(rest);
      long count = dependencies.get(other);
      var past = count <= base[other] ? null : clockOf(other, count);
      // Its entry for its own origin is less than its number: no exception for it, the loop is hot.
      if (past != null)
        for (int i = 0; i < clock.length; i++) clock[i] = Math.max(clock[i], past[i]);
      clock[other] = Math.max(clock[other], count);
    }
    return clock;
  }

  // No clock is found only if a message names one that its origin cannot have missed: no member
  // does.
  private long @Nullable [] clockOf(int slot, long seq) {
    var ring = kept.get(slot);
    return ring.size() == 0 ? latest[slot] : ring.get(seq);
  }

  /**
   * {@code member} reported the messages that it has delivered, and for itself those that it has
   * sent.
   */
  void onTold(int member, SlotVector vector, long deliveredOfIt) {
    if (member == self) return;
    if (vector.get(member) <= deliveredOfIt) forget(member, vector);
    // The oldest is kept until it counts: there is always a newer one, which would never count.
    else if (pending[member] == null) pending[member] = vector;
  }

  private void forget(int member, SlotVector vector) {
    for (int slot = 0; slot < base.length; slot++) {
      long before = told[member][slot];
      if (slot == member || vector.get(slot) <= before) continue;
      told[member][slot] = vector.get(slot);
      // Another member is behind still: most reports change nothing, and cost no look at all
      // members.
      if (before > lowest[slot]) continue;
      lowest[slot] = lowestTold(slot);
      kept.get(slot).dropThrough(lowest[slot] - 1);
    }
  }

  private long lowestTold(int slot) {
    long least = Long.MAX_VALUE;
    for (int member = 0; member < base.length; member++) {
      if (member != slot && member != self) least = Math.min(least, told[member][slot]);
    }
    return least;
  }

  /** The number of clocks that are kept. */
  int size() {
    return kept.stream().mapToInt(SequenceRing::size).sum();
  }
}
