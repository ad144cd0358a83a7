package dev.parley.sim.invariant;

import dev.parley.sim.invariant.Observation.Settled;
import java.util.List;
import java.util.Set;

/**
 * When the cluster is said to have found together, all live members that reach each other have one
 * view, of exactly them, and exactly one of them believes that it leads.
 */
final class SettledTogether implements Invariant {
  @Override
  public void check(Observation observation) {
    if (!(observation instanceof Settled settled) || settled.views().isEmpty()) return;
    var views = List.copyOf(settled.views().values());
    boolean isOne = views.stream().allMatch(views.get(0)::equals);
    boolean isExact = settled.views().keySet().equals(Set.copyOf(views.get(0).ids()));
    long leaders =
        settled.views().entrySet().stream()
            .filter(entry -> entry.getValue().leader().equals(entry.getKey()))
            .count();
    if (!isOne || !isExact || leaders != 1)
      throw new Violation(SettledTogether.class, leaders + " lead in " + settled.views());
  }
}
