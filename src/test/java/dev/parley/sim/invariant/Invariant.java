package dev.parley.sim.invariant;

/** A predicate over everything observed so far. */
public interface Invariant {
  /** Throws {@link Violation} if the predicate does not hold any more. */
  void check(Observation observation);
}
