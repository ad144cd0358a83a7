package dev.parley.sim.invariant;

import dev.parley.sim.invariant.Observation.Delivered;

/** No process applies a payload twice, neither by delivery nor by a merged state before it. */
final class NoDuplicate implements Invariant {
  @Override
  public void check(Observation observation) {
    if (observation instanceof Delivered delivered && delivered.state().get(delivered.payload())) {
      throw new Violation(
          NoDuplicate.class, delivered.member() + " delivered " + delivered.dot() + " again");
    }
  }
}
