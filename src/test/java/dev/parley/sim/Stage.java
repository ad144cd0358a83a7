package dev.parley.sim;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.View;
import dev.parley.sim.invariant.Observation;
import dev.parley.sim.invariant.Violation;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The words in which scenarios are told. */
final class Stage {
  /** Virtual time in which a group of a few nodes must have found itself after the last fault. */
  static final long SETTLE_MS = 5_000;

  /**
   * So many times may a state be fetched again in that time: a view change that waits for one
   * begins anew when a member is missed, and two parts may take each other's members in turn for a
   * while.
   */
  private static final int FETCHES = 20;

  private static final long STEP_MS = 20;

  private final Simulation sim;
  private @Nullable Load load;

  Stage(Simulation sim) {
    this.sim = sim;
  }

  Simulation sim() {
    return sim;
  }

  SimNetwork network() {
    return sim.network();
  }

  void run(long durationMs) {
    sim.run(durationMs);
  }

  /** Some time between the two, as the seed will have it. */
  void runBetween(long fromMs, long toMs) {
    sim.run(fromMs + sim.random().nextLong(toMs - fromMs + 1));
  }

  int draw(int from, int to) {
    return from + sim.random().nextInt(to - from + 1);
  }

  /** A group of {@code count} nodes that has found itself. */
  void group(int count) {
    sim.addNodes(count);
    sim.nodes().forEach(SimNode::start);
    settle();
  }

  void load(long meanGapMs) {
    // Of the chat people are the load.
    if (!sim.profile().hasChat()) load = Load.start(sim, meanGapMs);
  }

  /** Ends the load, and expects all that run to find together, and all that leave to be gone. */
  long settle() {
    return await(sim::running);
  }

  /** Expects that everything people sent is shown, and nothing of it waits anywhere. */
  void settlePeople() {
    long start = sim.nowMs();
    for (var obstacle = sim.people().obstacle(); obstacle.isPresent(); ) {
      if (sim.nowMs() - start > SETTLE_MS)
        throw new Violation(SimPeople.class, "not after " + SETTLE_MS + " ms: " + obstacle.get());
      sim.run(STEP_MS);
      obstacle = sim.people().obstacle();
    }
  }

  /** How long it took, in virtual milliseconds. */
  long settle(Collection<SimNode> part) {
    return await(() -> List.copyOf(part));
  }

  /** Nobody installs a view and nobody elects for so long: there is no reason to. */
  void expectNoChange(long forMs) {
    sim.observe(new Observation.QuietBegan());
    sim.run(forMs);
    sim.observe(new Observation.QuietEnded());
  }

  private long await(Supplier<List<SimNode>> part) {
    var current = load;
    if (current != null) current.stop();
    sim.people().stop();
    load = null;
    long limitMs = SETTLE_MS + FETCHES * sim.profile().transferMs();
    long start = sim.nowMs();
    for (var obstacle = Convergence.obstacle(part.get()); obstacle.isPresent(); ) {
      if (sim.nowMs() - start > limitMs) {
        throw new Violation(Convergence.class, "not after " + limitMs + " ms: " + obstacle.get());
      }
      sim.run(STEP_MS);
      obstacle = Convergence.obstacle(part.get());
    }
    var views = new TreeMap<MemberId, View>();
    for (var node : part.get()) views.put(node.group().self().id(), node.view().orElseThrow());
    sim.observe(new Observation.Settled(views));
    sim.onSettled(sim.nowMs() - start);
    return sim.nowMs() - start;
  }
}
