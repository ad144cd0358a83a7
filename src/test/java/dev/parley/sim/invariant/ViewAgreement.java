package dev.parley.sim.invariant;

import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import dev.parley.sim.invariant.Observation.ViewDelivered;
import java.util.HashMap;
import java.util.Map;

/** For all installed views v and w: {@code v.id = w.id} implies {@code v.members = w.members}. */
final class ViewAgreement implements Invariant {
  private final Map<ViewId, View> views = new HashMap<>();

  @Override
  public void check(Observation observation) {
    if (!(observation instanceof ViewDelivered installed)) return;
    var first = views.putIfAbsent(installed.view().id(), installed.view());
    if (first != null && !first.equals(installed.view())) {
      throw new Violation(
          ViewAgreement.class,
          installed.member() + " installed " + installed.view() + ", another " + first);
    }
  }
}
