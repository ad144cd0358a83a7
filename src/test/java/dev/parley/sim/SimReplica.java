package dev.parley.sim;

import dev.parley.chat.BucketDigests;
import dev.parley.chat.PartialState;
import dev.parley.chat.StateCache;
import dev.parley.chat.accounts.LeaderMessage;
import dev.parley.protocol.Ballot;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.multicast.MulticastOutput;
import dev.parley.protocol.multicast.MulticastOutput.CutDelivered;
import dev.parley.protocol.multicast.MulticastOutput.Decided;
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
  /** What a disk has. */
  record Kept(BitSet payloads, VersionVector applied) {}

  /** What others fetch. */
  record State(BitSet payloads, Optional<PartialState> chat) {}

  private record Snapshot(Ballot ballot, BitSet payloads) {}

  private record Fetched(Ballot ballot, List<State> states) {}

  private final Simulation sim;
  private final @Nullable SimChat chat;
  private final BitSet state = new BitSet();
  private final TreeMap<MemberId, Long> applied = new TreeMap<>();
  private final BitSet submitted = new BitSet();
  private @Nullable Snapshot snapshot;
  private @Nullable Fetched fetched;
  private StateCache cache = new StateCache();

  private SimReplica(Simulation sim, Optional<Kept> kept, @Nullable SimChat chat) {
    this.sim = sim;
    this.chat = chat;
    kept.ifPresent(
        disk -> {
          state.or(disk.payloads());
          applied.putAll(disk.applied().counts());
        });
    sim.states().add(state);
  }

  /** Of a process that is about to be {@code incarnation}. */
  static SimReplica of(SimNode node, long incarnation) {
    if (!node.sim().profile().hasChat()) return new SimReplica(node.sim(), Optional.empty(), null);
    var disk = node.disk();
    var kept = Optional.of(new Kept(disk.payloads(), disk.delivered()));
    return new SimReplica(node.sim(), kept, new SimChat(node, disk, incarnation));
  }

  BitSet state() {
    return state;
  }

  /** What the state contains, as the multicast of a new incarnation is told. */
  VersionVector applied() {
    return VersionVector.of(applied);
  }

  /** What this incarnation submitted and was not refused. */
  BitSet submitted() {
    return submitted;
  }

  @Nullable SimChat chat() {
    return chat;
  }

  void onLeaderMessage(MemberId from, LeaderMessage message) {
    if (chat != null) chat.onMessage(from, message);
  }

  void onCrash() {
    if (chat != null) chat.onCrash();
  }

  void onTick() {
    if (chat != null) chat.onTick();
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

  /**
   * The state as it was at the cut of {@code ballot}, if somebody was said to want it: what is
   * different from one with the digests {@code known}, or everything.
   */
  Optional<State> snapshotFor(Ballot ballot, Optional<BucketDigests> known) {
    var taken = snapshot;
    if (taken == null || !taken.ballot().equals(ballot)) return Optional.empty();
    if (chat == null) return Optional.of(new State(taken.payloads(), Optional.empty()));
    return chat.frozen(ballot, known)
        .map(different -> new State(taken.payloads(), Optional.of(different)));
  }

  /**
   * With what it compares the states of others, what it has copied included: a member without a
   * frozen state asks for all.
   */
  Optional<BucketDigests> known(Ballot ballot) {
    return own(ballot).map(cache::with);
  }

  private Optional<BucketDigests> own(Ballot ballot) {
    return chat == null ? Optional.empty() : chat.digests(ballot);
  }

  /** What was copied since the last view: another object in each. */
  StateCache cache() {
    return cache;
  }

  private PartialState completed(PartialState answer, Ballot ballot) {
    var own = own(ballot);
    if (own.isEmpty()) return answer;
    var taken = sim.sabotage().onCopied(answer, cache.with(own.get()).different(own.get()));
    return cache.complete(taken, own.get());
  }

  void onFetched(Ballot ballot, List<State> states) {
    fetched = new Fetched(ballot, states);
    if (chat == null) return;
    var chats = states.stream().flatMap(state -> state.chat().stream());
    chat.onStates(ballot, chats.map(theirs -> completed(theirs, ballot)).toList());
  }

  void on(MemberId self, MulticastOutput output) {
    if (output instanceof Delivered delivered) onDelivered(self, delivered);
    else if (output instanceof CutDelivered cut) onCut(self, cut);
    else if (output instanceof ViewDelivered installed) onView(self, installed);
    else if (output instanceof Decided decided) {
      if (chat != null) chat.on(decided);
    } else if (output instanceof Replicated replicated) {
      sim.observe(
          new Observation.Replicated(self, replicated.seq(), replicated.copies(), sim.states()));
      if (chat != null) chat.on(replicated);
    } else if (output instanceof Overloaded refused) {
      submitted.clear(SimNode.number(refused.payload()));
      if (chat != null) chat.on(refused);
    } else throw new AssertionError("no effect for " + output);
  }

  private void onDelivered(MemberId self, Delivered delivered) {
    var dot = delivered.dot();
    int payload = SimNode.number(delivered.payload());
    long before = applied.getOrDefault(dot.origin(), 0L);
    sim.observe(new Observation.Delivered(self, dot, payload, state, before, delivered.frames()));
    state.set(payload);
    applied.put(dot.origin(), dot.seq());
    if (chat != null) chat.on(delivered);
  }

  private void onCut(MemberId self, CutDelivered cut) {
    sim.observe(new Observation.CutDelivered(self));
    if (chat != null) chat.on(cut);
    snapshot = cut.isWanted() ? new Snapshot(cut.ballot(), (BitSet) state.clone()) : null;
  }

  private void onView(MemberId self, ViewDelivered installed) {
    var arrived = fetched;
    fetched = null;
    cache = new StateCache();
    var id = installed.view().id();
    List<State> others =
        arrived != null && arrived.ballot().equals(new Ballot(id.epoch(), id.leader()))
            ? arrived.states()
            : List.of();
    others.forEach(other -> state.or(other.payloads()));
    applied.clear();
    applied.putAll(installed.base().counts());
    if (chat != null) chat.on(installed);
    sim.observe(new Observation.ViewDelivered(self, installed.view(), installed.base(), state));
  }
}
