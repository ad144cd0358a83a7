package dev.parley.protocol.multicast;

import dev.parley.protocol.FlushReport;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Signal.CutDecided;
import dev.parley.protocol.Signal.ViewInstalled;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Everything that causal multicast keeps for one view, and throws away with it. */
final class ViewState {
  final View view;
  final VersionVector base;
  final int self;
  final CausalOrder order;
  final RetransmissionBuffer buffer;
  final GapDetector gaps;
  final Stability stability;
  final Frontier frontier;
  final ClockCache clocks;
  final Fragmentation fragmentation;
  final Reassembly reassembly;

  final NakAggregation naks;
  final MemberFaults faults;

  private final boolean onDisk;

  /** By slot, the time of the member's last report. */
  private final long[] toldMs;

  /** By slot, the number up to which everything is forgotten, since every member has it. */
  private final long[] forgotten;

  /** A bit for each slot of which more may be stable than is forgotten. */
  private long touched;

  /**
   * {@code companions} come from the same view as this member: they delivered the same messages.
   */
  ViewState(
      ViewInstalled installed,
      List<Member> companions,
      MemberId self,
      MulticastSettings settings,
      RandomGenerator random) {
    this.view = installed.view();
    this.base = installed.base();
    this.self = view.slotOf(self);
    long[] bySlot = bySlot(base);
    this.order = new CausalOrder(bySlot, CausalOrder.DEFAULT_HOLD_BACK_LIMIT);
    this.buffer = new RetransmissionBuffer(view.size());
    this.gaps = new GapDetector(bySlot, random);
    this.fragmentation = new Fragmentation(view, self, settings.datagramBudgetBytes());
    this.reassembly = new Reassembly(view.size());
    this.frontier = new Frontier(view.size(), this.self);
    this.clocks = new ClockCache(bySlot, this.self);
    this.naks = new NakAggregation(view.size());
    this.faults = new MemberFaults(view);
    this.toldMs = new long[view.size()];
    this.onDisk = settings.replication().onDisk();
    // A companion delivered the base, and reports itself when its disk has it.
    this.stability =
        new Stability(bySlot, slot -> !onDisk && companions.contains(view.members().get(slot)));
    this.forgotten = new long[view.size()];
    for (int slot = 0; slot < view.size(); slot++) forgotten[slot] = stability.stable(slot);
  }

  long[] bySlot(VersionVector context) {
    long[] counts = new long[view.size()];
    for (int slot = 0; slot < counts.length; slot++)
      counts[slot] = context.get(view.members().get(slot).id());
    return counts;
  }

  /** All delivered messages: the base, and those since. */
  VersionVector delivered() {
    var counts = new TreeMap<>(base.counts());
    for (int slot = 0; slot < view.size(); slot++) {
      if (order.delivered(slot) > 0)
        counts.put(view.members().get(slot).id(), order.delivered(slot));
    }
    return VersionVector.of(counts);
  }

  /** The messages that a freeze finds. */
  FlushReport report() {
    return new FlushReport(
        view.id(), view.ids(), delivered(), order.reportHeld(FlushReport.MAX_HELD));
  }

  /** The number up to which messages of {@code origin} are known to exist and should be here. */
  long wantedUpTo(int origin, @Nullable CutDecided cut) {
    if (cut != null) return cut.reach().get(view.members().get(origin).id());
    return Math.max(gaps.highestKnown(origin), order.highestDependencyOn(origin));
  }

  /** Returns true if message {@code seq} of {@code origin} is known to be missing here. */
  boolean isWanted(int origin, long seq, @Nullable CutDecided cut) {
    return seq <= wantedUpTo(origin, cut);
  }

  /** Returns true if another content has arrived here under the same number, and is still here. */
  boolean differs(int origin, DataFrame frame) {
    if (!order.knows(origin, frame.dot().seq())) return false;
    var held = order.held(origin, frame.dot().seq());
    var known = held == null ? buffer.find(origin, frame.dot().seq()) : held;
    return known != null && !known.payload().equals(frame.payload());
  }

  /** Takes note of a frame that is delivered now, and works out its clock. */
  MessageClock onDelivered(int slot, DataFrame frame) {
    long seq = frame.dot().seq();
    buffer.add(slot, frame);
    if (!onDisk) stability.onDelivered(self, slot, seq);
    frontier.onDelivered(slot, seq, frame.dependencies());
    touched |= 1L << slot;
    var counts = clocks.onDelivered(slot, seq, frame.dependencies());
    return new MessageClock(view, frame.dot(), counts);
  }

  /** The vector that this member reports to the others. */
  SlotVector own() {
    return onDisk ? stability.of(self) : order.deliveredBySlot();
  }

  /** Returns true if this member may report to the others that it has the message. */
  boolean isOwn(int slot, long seq) {
    return !onDisk || stability.delivered(self, slot) >= seq;
  }

  /**
   * This member's disk has the messages of {@code durable}; returns a bit for each slot with news.
   */
  long onDurable(VersionVector durable) {
    long news = 0;
    for (int slot = 0; slot < view.size(); slot++) {
      long upTo = durable.get(view.members().get(slot).id());
      if (upTo <= stability.delivered(self, slot)) continue;
      stability.onDelivered(self, slot, upTo);
      news |= 1L << slot;
    }
    touched |= news;
    forgetStable();
    return news;
  }

  /** {@code member} reported the messages that it has. */
  void onTold(int member, SlotVector vector, long nowMs) {
    toldMs[member] = nowMs;
    for (int slot = 0; slot < view.size(); slot++) {
      long before = stability.delivered(member, slot);
      gaps.onKnown(slot, vector.get(slot));
      // While another member is still behind, this report changes nothing.
      if (vector.get(slot) > before && before <= forgotten[slot]) touched |= 1L << slot;
    }
    stability.onDelivered(member, vector);
    clocks.onTold(member, vector, order.delivered(member));
    forgetStable();
  }

  /**
   * Returns true if a quarter of the others, by their reports since this member missed it, miss
   * {@code origin}'s message {@code seq} too.
   */
  boolean isSharedLoss(int origin, long seq) {
    int missing = 0;
    for (int member = 0; member < view.size(); member++) {
      boolean isOther = member != self && member != origin;
      boolean hasTold = toldMs[member] > gaps.openedMs(origin);
      if (isOther && hasTold && stability.delivered(member, origin) < seq) missing++;
    }
    return SHARED_ONE_IN * missing >= view.size() - 2 && missing > 0;
  }

  private static final int SHARED_ONE_IN = 4;

  /** Discards stable messages. The others may all have reported a message before it came here. */
  void forgetStable() {
    for (; touched != 0; touched &= touched - 1) {
      int slot = Long.numberOfTrailingZeros(touched);
      forgotten[slot] = stability.stable(slot);
      buffer.forget(slot, forgotten[slot]);
    }
  }

  /**
   * The two members after {@code origin} on the ring, or all others if fewer: their acknowledgement
   * makes a message survive its origin.
   */
  boolean isBuddyOf(int origin) {
    int distance = Math.floorMod(self - origin, view.size());
    return distance >= 1 && distance <= BUDDIES;
  }

  private static final int BUDDIES = 2;
}
