package dev.parley.sim.invariant;

import dev.parley.protocol.MemberId;
import dev.parley.sim.invariant.Observation.LeaveRequested;
import dev.parley.sim.invariant.Observation.Left;
import java.util.HashSet;
import java.util.Set;

/** Only a member that asked to leave is told that it has left. */
final class WillingLeave implements Invariant {
  private final Set<MemberId> willing = new HashSet<>();

  @Override
  public void check(Observation observation) {
    if (observation instanceof LeaveRequested leaving) willing.add(leaving.member());
    if (observation instanceof Left left && !willing.contains(left.member()))
      throw new Violation(WillingLeave.class, left.member() + " had to leave");
  }
}
