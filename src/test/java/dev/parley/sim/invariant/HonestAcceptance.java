package dev.parley.sim.invariant;

import dev.parley.sim.invariant.Observation.Accepted;

/** D3: a sender that is told of {@code copies} copies has at least so many disks with it. */
final class HonestAcceptance implements Invariant {

  @Override
  public void check(Observation observation) {
    if (observation instanceof Accepted accepted && accepted.disks() < accepted.copies())
      throw new Violation(HonestAcceptance.class, accepted.toString());
  }
}
