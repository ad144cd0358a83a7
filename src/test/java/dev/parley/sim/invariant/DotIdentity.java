package dev.parley.sim.invariant;

import dev.parley.protocol.Dot;
import dev.parley.sim.invariant.Observation.Delivered;
import java.util.HashMap;
import java.util.Map;

/** A dot names one payload for ever, and a payload has one dot. */
final class DotIdentity implements Invariant {
  private final Map<Dot, Integer> payloads = new HashMap<>();
  private final Map<Integer, Dot> dots = new HashMap<>();

  @Override
  public void check(Observation observation) {
    if (!(observation instanceof Delivered delivered)) return;
    var payload = payloads.putIfAbsent(delivered.dot(), delivered.payload());
    var dot = dots.putIfAbsent(delivered.payload(), delivered.dot());
    if ((payload != null && payload != delivered.payload())
        || (dot != null && !dot.equals(delivered.dot()))) {
      throw new Violation(
          DotIdentity.class,
          delivered.dot()
              + " was payload "
              + payload
              + " and is "
              + delivered.payload()
              + ", which was "
              + dot);
    }
  }
}
