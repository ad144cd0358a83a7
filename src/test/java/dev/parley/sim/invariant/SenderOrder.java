package dev.parley.sim.invariant;

import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.UserName;
import dev.parley.sim.invariant.Observation.Shown;
import java.util.HashMap;
import java.util.Map;

/** C2: of each stream, each receiver is shown larger and larger numbers. */
final class SenderOrder implements Invariant {
  private final Map<ClientStream, Map<UserName, Long>> last = new HashMap<>();

  @Override
  public void check(Observation observation) {
    if (!(observation instanceof Shown shown)) return;
    var before =
        last.computeIfAbsent(shown.id().stream(), stream -> new HashMap<>())
            .put(shown.by(), shown.id().seq());
    if (before != null && before >= shown.id().seq())
      throw new Violation(SenderOrder.class, shown + " after number " + before);
  }
}
