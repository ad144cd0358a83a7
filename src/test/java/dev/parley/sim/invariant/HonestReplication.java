package dev.parley.sim.invariant;

import dev.parley.protocol.MemberId;
import dev.parley.sim.invariant.Observation.Delivered;
import dev.parley.sim.invariant.Observation.Replicated;
import dev.parley.sim.invariant.Observation.ViewDelivered;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * When a member says that its messages up to n have k copies, at least k processes have applied
 * each of them; and k is at least two unless the member is alone in its view. As states only grow,
 * and all states are equal in the end, none is lost then while one of those processes lives.
 */
final class HonestReplication implements Invariant {
  private final Map<MemberId, TreeMap<Long, Integer>> payloads = new HashMap<>();
  private final Map<MemberId, Long> checked = new HashMap<>();
  private final Map<MemberId, Integer> viewSizes = new HashMap<>();

  @Override
  public void check(Observation observation) {
    if (observation instanceof Delivered delivered)
      payloads
          .computeIfAbsent(delivered.dot().origin(), o -> new TreeMap<>())
          .put(delivered.dot().seq(), delivered.payload());
    if (observation instanceof ViewDelivered installed)
      viewSizes.put(installed.member(), installed.view().size());
    if (observation instanceof Replicated replicated) onReplicated(replicated);
  }

  private void onReplicated(Replicated replicated) {
    if (replicated.copies() < Math.min(2, viewSizes.getOrDefault(replicated.member(), 0)))
      throw new Violation(HonestReplication.class, "not where there are others: " + replicated);
    long from =
        replicated.copies() < 2
            ? replicated.seq() - 1
            : checked.getOrDefault(replicated.member(), 0L);
    var own = payloads.getOrDefault(replicated.member(), new TreeMap<>());
    if (own.isEmpty() || own.lastKey() < replicated.seq())
      throw new Violation(HonestReplication.class, "of what nobody delivered: " + replicated);
    own.subMap(from, false, replicated.seq(), true)
        .forEach((seq, payload) -> requireCopies(replicated, seq, payload));
    if (replicated.copies() >= 2) checked.put(replicated.member(), replicated.seq());
  }

  private static void requireCopies(Replicated replicated, long seq, int payload) {
    long copies = replicated.states().stream().filter(state -> state.get(payload)).count();
    if (copies < replicated.copies())
      throw new Violation(
          HonestReplication.class, "number " + seq + " has " + copies + ": " + replicated);
  }
}
