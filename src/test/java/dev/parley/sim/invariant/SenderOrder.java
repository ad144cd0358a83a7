package dev.parley.sim.invariant;

import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.MessageId;
import dev.parley.sim.invariant.Observation.Shown;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * C2: of each stream, each client shows larger and larger numbers. What another client of its user
 * has shown may come late: a server to which it moves may not know of that yet.
 */
final class SenderOrder implements Invariant {
  private final Map<ClientStream, Map<String, Long>> last = new HashMap<>();
  private final Map<MessageId, Set<String>> shownBy = new HashMap<>();

  @Override
  public void check(Observation observation) {
    if (!(observation instanceof Shown shown)) return;
    var clients = last.computeIfAbsent(shown.id().stream(), stream -> new HashMap<>());
    var before = clients.getOrDefault(shown.client(), 0L);
    var others = shownBy.computeIfAbsent(shown.id(), id -> new HashSet<>());
    boolean isNewHere = others.isEmpty() || others.contains(shown.client());
    if (isNewHere && before >= shown.id().seq())
      throw new Violation(SenderOrder.class, shown + " after number " + before);
    others.add(shown.client());
    clients.put(shown.client(), Math.max(before, shown.id().seq()));
  }
}
