package dev.parley.sim;

import dev.parley.protocol.Endpoint;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Signal;
import dev.parley.sim.invariant.History;
import dev.parley.sim.invariant.Observation;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;

/**
 * A cluster in one thread and in virtual time: the cores of the product on a network and on
 * machines that fail as they are told. All chance comes from the seed, so a run repeats exactly.
 */
final class Simulation {
  private record Event(long atMs, int lot, long order, Runnable action)
      implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      if (atMs != other.atMs) return Long.compare(atMs, other.atMs);
      return lot != other.lot ? Integer.compare(lot, other.lot) : Long.compare(order, other.order);
    }
  }

  private final long seed;
  private final SimProfile profile;
  private final SplittableRandom random;
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final Trace trace;
  private final FaultCounts faults = new FaultCounts();
  private final History history = new History();
  private final SimNetwork network;
  private final List<SimNode> nodes = new ArrayList<>();
  private final Map<Endpoint, SimNode> byBus = new HashMap<>();
  private final List<BitSet> states = new ArrayList<>();
  private final Sabotage sabotage;
  private final Registrations registrations = new Registrations(this);
  private final SimPeople people = new SimPeople(this);
  private long nowMs;
  private long order;
  private int payloads;
  private long longestSettleMs;
  private boolean isDisturbed;
  private BiConsumer<MemberId, Signal> listener = (member, signal) -> {};

  Simulation(long seed, SimProfile profile, Sabotage sabotage, Trace trace) {
    this.seed = seed;
    this.profile = profile;
    this.random = new SplittableRandom(seed);
    this.trace = trace;
    this.network = new SimNetwork(this);
    this.sabotage = sabotage;
  }

  // The world.

  long nowMs() {
    return nowMs;
  }

  long seed() {
    return seed;
  }

  SplittableRandom random() {
    return random;
  }

  boolean chance(double probability) {
    return probability > 0 && random.nextDouble() < probability;
  }

  /** What is due at the same time happens in an order that the seed draws. */
  void after(long delayMs, Runnable action) {
    events.add(new Event(nowMs + delayMs, random.nextInt(), order++, action));
  }

  void run(long durationMs) {
    long endMs = nowMs + durationMs;
    for (var next = events.peek(); next != null && next.atMs() <= endMs; next = events.peek()) {
      events.remove();
      nowMs = next.atMs();
      next.action().run();
    }
    nowMs = endMs;
  }

  // The cluster.

  /** Adds machines that are switched off; the first three are everybody's seeds. */
  List<SimNode> addNodes(int count) {
    for (int i = 0; i < count; i++) {
      var node = new SimNode(this, nodes.size());
      nodes.add(node);
      byBus.put(node.bus(), node);
    }
    return nodes();
  }

  /** A machine that is switched off, with a copy of what is durable at {@code original} now. */
  SimNode addCopy(SimNode original) {
    var copy = original.copy(nodes.size());
    nodes.add(copy);
    byBus.put(copy.bus(), copy);
    return copy;
  }

  List<SimNode> nodes() {
    return List.copyOf(nodes);
  }

  SimNode node(int index) {
    return nodes.get(index);
  }

  Optional<SimNode> at(Endpoint bus) {
    return Optional.ofNullable(byBus.get(bus));
  }

  /** The nodes that run; paused ones do. */
  List<SimNode> running() {
    return nodes.stream().filter(SimNode::isRunning).toList();
  }

  /** A running node that leads the view that it is in; the one with the largest view. */
  SimNode leader() {
    return running().stream()
        .filter(SimNode::isLeader)
        .max((a, b) -> Integer.compare(a.viewSize(), b.viewSize()))
        .orElseThrow(() -> new AssertionError("nobody leads at " + nowMs));
  }

  /** Any of the running nodes that do not lead. */
  SimNode follower() {
    var others = running().stream().filter(node -> !node.isLeader()).toList();
    return others.get(random.nextInt(others.size()));
  }

  // What its parts share.

  SimProfile profile() {
    return profile;
  }

  SimNetwork network() {
    return network;
  }

  Sabotage sabotage() {
    return sabotage;
  }

  FaultCounts faults() {
    return faults;
  }

  Trace trace() {
    return trace;
  }

  /** {@code told} hears every signal between the cores of a node when it is given. */
  void whenSignalled(BiConsumer<MemberId, Signal> told) {
    listener = told;
  }

  void onSignal(MemberId member, Signal signal) {
    listener.accept(member, signal);
  }

  /** Something goes wrong other than a crash. */
  void disturb() {
    if (isDisturbed) return;
    observe(new Observation.Disturbed());
    isDisturbed = true;
  }

  void observe(Observation observation) {
    // From here on there is a view that nothing has disturbed yet.
    if (observation instanceof Observation.ViewDelivered) isDisturbed = false;
    trace.say(nowMs, observation::toString);
    history.observe(observation);
  }

  long observations() {
    return history.observations();
  }

  void onSettled(long tookMs) {
    longestSettleMs = Math.max(longestSettleMs, tookMs);
  }

  long longestSettleMs() {
    return longestSettleMs;
  }

  Registrations registrations() {
    return registrations;
  }

  SimPeople people() {
    return people;
  }

  int nextPayload() {
    return ++payloads;
  }

  /** The states of all processes that ever were. */
  List<BitSet> states() {
    return states;
  }
}
