package dev.parley.sim.invariant;

import dev.parley.chat.model.MessageId;
import dev.parley.sim.invariant.Observation.Kept;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** C5: what a disk has no more, since it was shown, it never has again. */
final class NeverAgain implements Invariant {
  private final Map<String, Set<MessageId>> gone = new HashMap<>();

  @Override
  public void check(Observation observation) {
    if (!(observation instanceof Kept kept)) return;
    var before = gone.computeIfAbsent(kept.node(), node -> new HashSet<>());
    for (var id : kept.arrived()) {
      if (before.contains(id))
        throw new Violation(NeverAgain.class, id + " is back on the disk of " + kept.node());
    }
    before.addAll(kept.gone());
  }
}
