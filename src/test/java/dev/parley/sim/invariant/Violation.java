package dev.parley.sim.invariant;

/** A run in which an invariant did not hold. */
public final class Violation extends AssertionError {
  private static final long serialVersionUID = 1;

  public Violation(Class<?> invariant, String particulars) {
    super(invariant.getSimpleName() + ": " + particulars);
  }
}
