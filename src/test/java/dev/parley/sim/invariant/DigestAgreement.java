package dev.parley.sim.invariant;

import dev.parley.protocol.ViewId;
import dev.parley.sim.invariant.Observation.StateBegun;
import java.util.HashMap;
import java.util.Map;

/** The states of all that begin a view of one id have the same hash when they do. */
final class DigestAgreement implements Invariant {
  private final Map<ViewId, StateBegun> first = new HashMap<>();

  @Override
  public void check(Observation observation) {
    if (!(observation instanceof StateBegun begun)) return;
    var other = first.putIfAbsent(begun.view(), begun);
    if (other != null && !other.digest().equals(begun.digest()))
      throw new Violation(DigestAgreement.class, begun + ", but " + other);
  }
}
