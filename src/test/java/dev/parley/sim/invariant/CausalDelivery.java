package dev.parley.sim.invariant;

import dev.parley.sim.invariant.Observation.Delivered;
import dev.parley.sim.invariant.Observation.Submitted;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * A payload is delivered only where everything has been applied that its submitter had applied or
 * submitted before. The past is taken from what the application saw, never from a clock of the
 * protocol.
 */
final class CausalDelivery implements Invariant {
  private final Map<Integer, BitSet> pasts = new HashMap<>();

  @Override
  public void check(Observation observation) {
    if (observation instanceof Submitted submitted)
      pasts.put(submitted.payload(), submitted.past());
    if (!(observation instanceof Delivered delivered)) return;
    var past = pasts.get(delivered.payload());
    if (past == null) {
      throw new Violation(CausalDelivery.class, delivered + ": nobody submitted that");
    }
    var missing = (BitSet) past.clone();
    missing.andNot(delivered.state());
    if (!missing.isEmpty()) {
      throw new Violation(
          CausalDelivery.class,
          delivered.member()
              + " delivered "
              + delivered.dot()
              + " (payload "
              + delivered.payload()
              + ") before "
              + missing);
    }
  }
}
