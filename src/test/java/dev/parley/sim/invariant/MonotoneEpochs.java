package dev.parley.sim.invariant;

import dev.parley.sim.invariant.Observation.ViewDelivered;
import java.util.HashMap;
import java.util.Map;

/** The epochs of the views that one node installs grow strictly over all of its lives. */
final class MonotoneEpochs implements Invariant {
  private final Map<String, Long> epochs = new HashMap<>();

  @Override
  public void check(Observation observation) {
    if (!(observation instanceof ViewDelivered installed)) return;
    long epoch = installed.view().id().epoch();
    var before = epochs.put(installed.member().node(), epoch);
    if (before != null && before >= epoch) {
      throw new Violation(
          MonotoneEpochs.class, installed.member() + " installed " + epoch + " after " + before);
    }
  }
}
