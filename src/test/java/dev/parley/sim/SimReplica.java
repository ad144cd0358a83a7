package dev.parley.sim;

import dev.parley.protocol.Ballot;
import dev.parley.protocol.Context;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.multicast.MulticastOutput;
import dev.parley.protocol.multicast.MulticastOutput.CutDelivered;
import dev.parley.protocol.multicast.MulticastOutput.Delivered;
import dev.parley.protocol.multicast.MulticastOutput.Overloaded;
import dev.parley.protocol.multicast.MulticastOutput.Replicated;
import dev.parley.protocol.multicast.MulticastOutput.ViewDelivered;
import dev.parley.sim.invariant.Observation;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The state above the multicast: the set of payloads that were delivered, one process long. States
 * of other parts are merged when the view is delivered for which they were fetched.
 */
final class SimReplica {
  private record Snapshot(Ballot ballot, BitSet state) {}

  private record Fetched(Ballot ballot, List<BitSet> states) {}

  private final Simulation sim;
  private final BitSet state = new BitSet();
  private final TreeMap<MemberId, Long> applied = new TreeMap<>();
  private final BitSet submitted = new BitSet();
  private @Nullable Snapshot snapshot;
  private @Nullable Fetched fetched;

  SimReplica(Simulation sim) {
    this.sim = sim;
    sim.states().add(state);
  }

  BitSet state() {
    return state;
  }

  /** What the state contains, as the multicast of a new incarnation is told. */
  Context applied() {
    return Context.of(applied);
  }

  /** What this incarnation submitted and was not refused. */
  BitSet submitted() {
    return submitted;
  }

  BitSet past() {
    var past = (BitSet) state.clone();
    past.or(submitted);
    return past;
  }

  void onSubmitted(int payload) {
    submitted.set(payload);
  }

  /** What its multicast had not sent yet is lost with it. */
  void onGroupStopped() {
    submitted.clear();
    snapshot = null;
    fetched = null;
  }

  /** The state as it was at the cut of {@code ballot}, if somebody was said to want it. */
  Optional<BitSet> snapshotFor(Ballot ballot) {
    var taken = snapshot;
    return taken != null && taken.ballot().equals(ballot)
        ? Optional.of(taken.state())
        : Optional.empty();
  }

  void onFetched(Ballot ballot, List<BitSet> states) {
    fetched = new Fetched(ballot, states);
  }

  void on(MemberId self, MulticastOutput output) {
    if (output instanceof Delivered delivered) onDelivered(self, delivered);
    else if (output instanceof CutDelivered cut) onCut(self, cut);
    else if (output instanceof ViewDelivered installed) onView(self, installed);
    else if (output instanceof Replicated replicated) {
      sim.observe(
          new Observation.Replicated(self, replicated.seq(), replicated.copies(), sim.states()));
    } else if (output instanceof Overloaded refused) {
      submitted.clear(SimNode.number(refused.payload()));
    } else throw new AssertionError("no effect for " + output);
  }

  private void onDelivered(MemberId self, Delivered delivered) {
    var dot = delivered.dot();
    int payload = SimNode.number(delivered.payload());
    long before = applied.getOrDefault(dot.origin(), 0L);
    sim.observe(new Observation.Delivered(self, dot, payload, state, before, delivered.frames()));
    state.set(payload);
    applied.put(dot.origin(), dot.seq());
  }

  private void onCut(MemberId self, CutDelivered cut) {
    sim.observe(new Observation.CutDelivered(self));
    snapshot = cut.isWanted() ? new Snapshot(cut.ballot(), (BitSet) state.clone()) : null;
  }

  private void onView(MemberId self, ViewDelivered installed) {
    var arrived = fetched;
    fetched = null;
    var id = installed.view().id();
    if (arrived != null && arrived.ballot().equals(new Ballot(id.epoch(), id.leader())))
      arrived.states().forEach(state::or);
    applied.clear();
    applied.putAll(installed.base().counts());
    sim.observe(new Observation.ViewDelivered(self, installed.view(), installed.base(), state));
  }
}
