package dev.parley.sim.invariant;

import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.UserName;
import dev.parley.sim.invariant.Observation.Posted;
import dev.parley.sim.invariant.Observation.Shown;
import dev.parley.sim.invariant.Observation.Wrote;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** C1: no client shows one message twice, and nobody one that was written to another. */
final class ShownOnce implements Invariant {
  private final Map<MessageId, UserName> receivers = new HashMap<>();
  private final Map<String, Set<MessageId>> shown = new HashMap<>();

  @Override
  public void check(Observation observation) {
    if (observation instanceof Wrote wrote) receivers.put(wrote.id(), wrote.to());
    if (observation instanceof Posted posted) receivers.putAll(posted.copies());
    if (!(observation instanceof Shown now)) return;
    var receiver = receivers.get(now.id());
    var before = shown.computeIfAbsent(now.client(), client -> new HashSet<>());
    if (receiver == null || !receiver.equals(now.by()) || !before.add(now.id()))
      throw new Violation(ShownOnce.class, now + ", written to " + receiver);
  }
}
