package dev.parley.sim.invariant;

import dev.parley.sim.invariant.Observation.ElectionTold;
import dev.parley.sim.invariant.Observation.QuietBegan;
import dev.parley.sim.invariant.Observation.QuietEnded;
import dev.parley.sim.invariant.Observation.ViewDelivered;

/**
 * While nothing goes wrong in a cluster that has found together, no view is installed and no token
 * sent.
 */
final class NoNeedlessChange implements Invariant {
  private boolean quiet;

  @Override
  public void check(Observation observation) {
    if (observation instanceof QuietBegan) quiet = true;
    if (observation instanceof QuietEnded) quiet = false;
    if (quiet && (observation instanceof ViewDelivered || observation instanceof ElectionTold))
      throw new Violation(NoNeedlessChange.class, "without a fault: " + observation);
  }
}
