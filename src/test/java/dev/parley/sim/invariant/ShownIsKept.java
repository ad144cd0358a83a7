package dev.parley.sim.invariant;

import dev.parley.sim.invariant.Observation.Shown;

/** D2: who is shown a message is shown it by a server whose disk has it. */
final class ShownIsKept implements Invariant {

  @Override
  public void check(Observation observation) {
    if (observation instanceof Shown shown && !shown.isKept())
      throw new Violation(ShownIsKept.class, shown.toString());
  }
}
