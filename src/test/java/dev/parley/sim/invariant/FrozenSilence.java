package dev.parley.sim.invariant;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.VersionVector;
import dev.parley.sim.invariant.Observation.CutDecided;
import dev.parley.sim.invariant.Observation.CutDelivered;
import dev.parley.sim.invariant.Observation.Delivered;
import dev.parley.sim.invariant.Observation.Frozen;
import dev.parley.sim.invariant.Observation.ViewDelivered;
import java.util.HashMap;
import java.util.Map;

/**
 * Between the freeze and the next view a member delivers nothing but what its last cut names, and
 * nothing any more once it said that the cut is delivered.
 */
final class FrozenSilence implements Invariant {
  private final Map<MemberId, VersionVector> allowed = new HashMap<>();

  @Override
  public void check(Observation observation) {
    if (observation instanceof Frozen frozen) allowed.put(frozen.member(), VersionVector.EMPTY);
    if (observation instanceof CutDecided cut) allowed.put(cut.member(), cut.reach());
    if (observation instanceof CutDelivered cut) allowed.put(cut.member(), VersionVector.EMPTY);
    if (observation instanceof ViewDelivered installed) allowed.remove(installed.member());
    if (!(observation instanceof Delivered delivered)) return;
    var reach = allowed.get(delivered.member());
    if (reach != null && !reach.contains(delivered.dot())) {
      throw new Violation(
          FrozenSilence.class,
          delivered.member() + " delivered " + delivered.dot() + " while frozen, cut " + reach);
    }
  }
}
