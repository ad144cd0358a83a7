package dev.parley.sim.invariant;

import dev.parley.protocol.VersionVector;
import dev.parley.protocol.ViewId;
import dev.parley.sim.invariant.Observation.ViewDelivered;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** All that install a view of one id have the same base and the same state when they do. */
final class BaseAgreement implements Invariant {
  private record Base(VersionVector context, BitSet state) {}

  private final Map<ViewId, Base> bases = new HashMap<>();

  @Override
  public void check(Observation observation) {
    if (!(observation instanceof ViewDelivered installed)) return;
    var base = new Base(installed.base(), (BitSet) installed.state().clone());
    var first = bases.putIfAbsent(installed.view().id(), base);
    if (first != null && !first.equals(base)) {
      throw new Violation(
          BaseAgreement.class,
          installed.member()
              + " begins "
              + installed.view().id()
              + " with "
              + base
              + ", another "
              + "with "
              + first);
    }
  }
}
