package dev.parley.sim.invariant;

import dev.parley.sim.invariant.Observation.Pushed;
import java.util.HashMap;
import java.util.Map;

/** C6: in a session everything that waited is pushed before anything that comes. */
final class MailboxFirst implements Invariant {
  private final Map<String, Long> live = new HashMap<>();

  @Override
  public void check(Observation observation) {
    if (!(observation instanceof Pushed pushed)) return;
    if (!pushed.isStored()) live.put(pushed.client(), pushed.session());
    else if (Long.valueOf(pushed.session()).equals(live.get(pushed.client())))
      throw new Violation(MailboxFirst.class, pushed.toString());
  }
}
