package dev.parley.sim.invariant;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.ViewId;
import dev.parley.sim.invariant.Observation.ViewDelivered;
import java.util.HashMap;
import java.util.Map;

/**
 * Two views of one epoch have no node in common, whatever its incarnation. So no node ever has two
 * leaders in one epoch.
 */
final class DisjointEpochs implements Invariant {
  private final Map<Long, Map<String, ViewId>> viewOf = new HashMap<>();

  @Override
  public void check(Observation observation) {
    if (!(observation instanceof ViewDelivered installed)) return;
    var id = installed.view().id();
    var views = viewOf.computeIfAbsent(id.epoch(), epoch -> new HashMap<>());
    for (var node : installed.view().ids().stream().map(MemberId::node).toList()) {
      var other = views.putIfAbsent(node, id);
      if (other != null && !other.equals(id)) {
        throw new Violation(DisjointEpochs.class, node + " is in " + other + " and in " + id);
      }
    }
  }
}
