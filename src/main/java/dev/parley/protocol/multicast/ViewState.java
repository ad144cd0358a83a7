package dev.parley.protocol.multicast;

import dev.parley.protocol.Context;
import dev.parley.protocol.Dependencies;
import dev.parley.protocol.FlushReport;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Signal.ViewInstalled;
import dev.parley.protocol.View;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Everything that causal multicast keeps for one view, and throws away with it. */
final class ViewState {
  final View view;
  final Context base;
  final int self;
  final CausalOrder order;
  final RetransmissionBuffer buffer;
  final GapDetector gaps;
  final Stability stability;

  /**
   * {@code companions} come from the same view as this member: they delivered what it delivered.
   */
  ViewState(
      ViewInstalled installed, List<Member> companions, MemberId self, RandomGenerator random) {
    this.view = installed.view();
    this.base = installed.base();
    this.self = view.slotOf(self);
    long[] bySlot = bySlot(base);
    this.order = new CausalOrder(bySlot, CausalOrder.DEFAULT_HOLD_BACK_LIMIT);
    this.buffer = new RetransmissionBuffer(view.size());
    this.gaps = new GapDetector(bySlot, random);
    this.stability = new Stability(bySlot, slot -> companions.contains(view.members().get(slot)));
  }

  long[] bySlot(Context context) {
    long[] counts = new long[view.size()];
    for (int slot = 0; slot < counts.length; slot++)
      counts[slot] = context.get(view.members().get(slot).id());
    return counts;
  }

  /** Everything delivered: the base, and what came since. */
  Context delivered() {
    var counts = new TreeMap<>(base.counts());
    for (int slot = 0; slot < view.size(); slot++) {
      if (order.delivered(slot) > 0)
        counts.put(view.members().get(slot).id(), order.delivered(slot));
    }
    return Context.of(counts);
  }

  /** What a freeze finds. */
  FlushReport report() {
    return new FlushReport(
        view.id(), view.ids(), delivered(), order.reportHeld(FlushReport.MAX_HELD));
  }

  /** The vector clock of a frame over this view's members, the frame itself included. */
  Context clockOf(DataFrame frame) {
    var counts = new TreeMap<MemberId, Long>();
    Dependencies dependencies = frame.dependencies();
    for (int slot = 0; slot < view.size(); slot++) {
      if (dependencies.get(slot) > 0)
        counts.put(view.members().get(slot).id(), dependencies.get(slot));
    }
    counts.put(frame.dot().origin(), frame.dot().seq());
    return Context.of(counts);
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
