package dev.parley.sim.invariant;

import dev.parley.protocol.Ballot;
import dev.parley.sim.invariant.Observation.Answered;
import dev.parley.sim.invariant.Observation.Promised;
import java.util.HashMap;
import java.util.Map;

/**
 * Over all lives of a node its promises grow strictly, it answers at most one ballot of each epoch,
 * and none that it did not make durable before.
 */
final class SinglePromise implements Invariant {
  private final Map<String, Long> promises = new HashMap<>();
  private final Map<String, Map<Long, Ballot>> answers = new HashMap<>();

  @Override
  public void check(Observation observation) {
    if (observation instanceof Promised promised) onPromised(promised);
    if (observation instanceof Answered answered) onAnswered(answered);
  }

  private void onPromised(Promised promised) {
    var before = promises.put(promised.node(), promised.epoch());
    if (before != null && before >= promised.epoch()) {
      throw new Violation(
          SinglePromise.class,
          promised.node() + " promised " + promised.epoch() + " after " + before);
    }
  }

  private void onAnswered(Answered answered) {
    var node = answered.member().node();
    var ballot = answered.ballot();
    var before = answers.computeIfAbsent(node, n -> new HashMap<>()).put(ballot.epoch(), ballot);
    if (before != null && !before.equals(ballot)) {
      throw new Violation(SinglePromise.class, node + " answered " + before + " and " + ballot);
    }
    if (promises.getOrDefault(node, 0L) < ballot.epoch()) {
      throw new Violation(SinglePromise.class, node + " answered " + ballot + " unpromised");
    }
  }
}
