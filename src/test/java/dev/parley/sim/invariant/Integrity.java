package dev.parley.sim.invariant;

import dev.parley.protocol.MemberId;
import dev.parley.sim.invariant.Observation.Delivered;
import dev.parley.sim.invariant.Observation.Submitted;
import java.util.HashMap;
import java.util.Map;

/** What is delivered with {@code d} as its dot was submitted before, by the origin of {@code d}. */
final class Integrity implements Invariant {
  private final Map<Integer, MemberId> submitters = new HashMap<>();

  @Override
  public void check(Observation observation) {
    if (observation instanceof Submitted submitted)
      submitters.put(submitted.payload(), submitted.member());
    if (observation instanceof Delivered delivered
        && !delivered.dot().origin().equals(submitters.get(delivered.payload())))
      throw new Violation(
          Integrity.class,
          delivered.dot() + " was submitted by " + submitters.get(delivered.payload()));
  }
}
