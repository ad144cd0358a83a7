package dev.parley.sim.invariant;

import dev.parley.sim.invariant.Observation.Delivered;

/**
 * The messages of one origin are applied by every process as 1, 2, 3, … without a gap; one in
 * pieces takes several numbers.
 */
final class FifoOrder implements Invariant {
  @Override
  public void check(Observation observation) {
    if (!(observation instanceof Delivered delivered)) return;
    if (delivered.dot().seq() != delivered.applied() + delivered.frames()) {
      throw new Violation(
          FifoOrder.class,
          delivered.member() + " delivered " + delivered.dot() + " after " + delivered.applied());
    }
  }
}
