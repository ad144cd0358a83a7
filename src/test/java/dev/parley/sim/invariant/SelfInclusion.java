package dev.parley.sim.invariant;

import dev.parley.sim.invariant.Observation.ViewDelivered;

/** Who installs a view is in it, in this very incarnation; and so is its leader. */
final class SelfInclusion implements Invariant {
  @Override
  public void check(Observation observation) {
    if (!(observation instanceof ViewDelivered installed)) return;
    var view = installed.view();
    if (!view.contains(installed.member()) || !view.contains(view.leader())) {
      throw new Violation(SelfInclusion.class, installed.member() + " installed " + view);
    }
  }
}
