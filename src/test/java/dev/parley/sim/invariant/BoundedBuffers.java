package dev.parley.sim.invariant;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.multicast.CausalOrder;
import dev.parley.protocol.multicast.SendQueue;
import dev.parley.sim.invariant.Observation.Buffers;
import java.util.HashMap;
import java.util.Map;

/**
 * No member of a view of n ever holds back more than n times {@link
 * CausalOrder#DEFAULT_HOLD_BACK_LIMIT} frames, nor keeps more than n windows of {@link
 * SendQueue#WINDOW_FRAMES} for repair.
 */
final class BoundedBuffers implements Invariant {
  private final Map<MemberId, Integer> viewSizes = new HashMap<>();

  @Override
  public void check(Observation observation) {
    if (observation instanceof Observation.ViewDelivered installed)
      viewSizes.put(installed.member(), installed.view().size());
    if (!(observation instanceof Buffers buffers)) return;
    int members = viewSizes.getOrDefault(buffers.member(), 0);
    if (buffers.heldBack() > members * CausalOrder.DEFAULT_HOLD_BACK_LIMIT
        || buffers.unstable() > members * SendQueue.WINDOW_FRAMES)
      throw new Violation(BoundedBuffers.class, members + " members, and " + buffers);
  }
}
