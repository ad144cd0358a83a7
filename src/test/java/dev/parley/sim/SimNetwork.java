package dev.parley.sim;

import dev.parley.protocol.Destination;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Transmit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Datagrams between the nodes. Each receiver of a multicast has its own luck: one may lose what
 * another gets twice. Delays are drawn for each datagram, so they overtake each other.
 */
final class SimNetwork {
  /** Sees each datagram when it is sent and when it arrives; may crash nodes. */
  interface Tap {
    /** How many of the {@code receivers} it still reaches; the sender may die meanwhile. */
    default int onSend(SimNode from, Message message, int receivers) {
      return receivers;
    }

    /** Called before {@code to} takes the message. */
    default void onTake(SimNode to, MemberId from, Message message) {}

    /** Called before {@code node} performs what one of its cores wants. */
    default void onEffect(SimNode node, Output effect) {}

    /** Called after {@code to} has taken the message. */
    default void onReceived(SimNode to, MemberId from, Message message) {}
  }

  /** A message on its way. */
  @FunctionalInterface
  interface Datagram {
    /** The message, if {@code to} may read it. */
    Optional<Message> arriveAt(SimNode to);
  }

  private static final int SLOW_FACTOR = 10;

  /** Later than the slowest datagram while the network is well. */
  private static final long VERY_LATE_MS = 2 * SLOW_FACTOR;

  private static final double LOOPBACK = 0.05;

  private final Simulation sim;
  private final SimWire wire;

  /** A datagram on its way to one node. */
  private record Copy(SimNode to, boolean byMulticast) {
    @Override
    public String toString() {
      return to.toString();
    }
  }

  private final Set<Long> cut = new TreeSet<>();
  private final Set<SimNode> withoutMulticast = new LinkedHashSet<>();
  private final BurstLoss bursts;
  private Tap tap = new Tap() {};
  private double loss;
  private double duplication;
  private double slow = 0.01;
  private long minDelayMs;
  private long maxDelayMs = 2;
  private long sent;
  private long lastArrivalMs;
  private boolean watched;
  private boolean isEncoding;
  private Optional<SimSeals> seals = Optional.empty();

  SimNetwork(Simulation sim) {
    this.sim = sim;
    this.wire = new SimWire(sim.profile().multicast().datagramBudgetBytes());
    this.isEncoding = SimWire.isUsedWith(sim.seed());
    seals(isEncoding);
    this.bursts = new BurstLoss(sim);
  }

  void loses(double share) {
    loss = share;
  }

  /** {@code share} of the time each link loses almost everything. */
  void losesInBursts(double share) {
    bursts.setShare(share);
  }

  void doubles(double share) {
    duplication = share;
  }

  /** {@code share} of the datagrams take up to ten times as long. */
  void delays(long minMs, long maxMs, double share) {
    minDelayMs = minMs;
    maxDelayMs = maxMs;
    slow = share;
  }

  /** Whether messages travel as the product's datagrams; the seed decides unless told here. */
  void encodes(boolean isFromNowOn) {
    isEncoding = isFromNowOn;
    seals(false);
  }

  /** Whether the datagrams have the product's seal; before the first node starts. */
  void seals(boolean isSealed) {
    isEncoding |= isSealed;
    seals = isSealed ? Optional.of(new SimSeals(sim, wire)) : Optional.empty();
  }

  Optional<SimSeals> seals() {
    return seals;
  }

  /** The share of the datagrams that are lost. */
  double loss() {
    return loss;
  }

  Tap tap() {
    return tap;
  }

  void tap(Tap newTap) {
    tap = newTap;
  }

  long sent() {
    return sent;
  }

  // Topology.

  /** Nothing from {@code from} reaches {@code to}; the other direction is not concerned. */
  void cut(SimNode from, SimNode to) {
    cut.add(link(from, to));
  }

  /** Cuts every link between {@code part} and the others. */
  void isolate(Collection<SimNode> part) {
    sim.faults().add(Fault.PARTITION);
    sim.trace().say(sim.nowMs(), () -> "partition: " + part);
    for (var inside : part) {
      for (var other : sim.nodes()) {
        if (part.contains(other)) continue;
        cut(inside, other);
        cut(other, inside);
      }
    }
  }

  void heal() {
    sim.trace().say(sim.nowMs(), () -> "heal");
    cut.clear();
  }

  /** Nodes that start from now on watch whom multicast reaches, as the product's do. */
  void watchMulticast() {
    watched = true;
  }

  boolean isMulticastWatched() {
    return watched;
  }

  /** No multicast arrives at {@code nodes} any more; what is sent to each by unicast does. */
  void swallowMulticast(Collection<SimNode> nodes) {
    withoutMulticast.addAll(nodes);
  }

  void carryMulticast() {
    withoutMulticast.clear();
  }

  /** All links are well again, and the weather is. */
  void clear() {
    heal();
    loses(0);
    losesInBursts(0);
    doubles(0);
    delays(0, 2, 0.01);
  }

  boolean reaches(SimNode from, SimNode to) {
    return !cut.contains(link(from, to));
  }

  private static long link(SimNode from, SimNode to) {
    return from.index() * 1_000L + to.index();
  }

  // Datagrams.

  void send(SimNode from, MemberId sender, Transmit transmit) {
    var receivers = receivers(from, transmit);
    var message = transmit.message();
    // Before the tap, in which the sender may die.
    var datagram = datagram(from, sender, transmit);
    int reached = tap.onSend(from, message, receivers.size());
    sim.trace().add(sim.nowMs(), from.index(), message.getClass(), receivers.size());
    sim.trace().say(sim.nowMs(), () -> sender + " sends " + message + " to " + receivers);
    for (var receiver : receivers.subList(0, reached)) send(from, receiver, sender, datagram);
  }

  private Datagram datagram(SimNode from, MemberId sender, Transmit transmit) {
    var message = transmit.message();
    if (seals.isPresent()) return seals.get().datagram(from, sender, transmit);
    if (!isEncoding) return to -> Optional.of(message);
    var encoded = wire.datagram(sender, message);
    return to -> Optional.of(encoded.get());
  }

  private List<Copy> receivers(SimNode from, Transmit transmit) {
    if (transmit.to() instanceof Destination.One one) {
      return sim.at(one.bus()).filter(SimNode::isRunning).map(SimNetwork::unicast).stream()
          .toList();
    }
    boolean isGroup = transmit.to() == Destination.Group.INSTANCE;
    var receivers = new ArrayList<Copy>();
    if (isGroup && sim.profile().hasMulticast()) {
      sim.running().forEach(node -> receivers.add(new Copy(node, true)));
      // What a node sent in an earlier life may come back to it, but that is rare.
      if (!sim.chance(LOOPBACK)) receivers.removeIf(copy -> copy.to() == from);
      from.beyondMulticast(transmit.message()).forEach(node -> receivers.add(unicast(node)));
    } else {
      var audience = isGroup ? from.audience(transmit.message()) : from.seeds();
      audience.forEach(node -> receivers.add(unicast(node)));
    }
    receivers.removeIf(copy -> !copy.to().isRunning());
    return receivers;
  }

  private static Copy unicast(SimNode to) {
    return new Copy(to, false);
  }

  private void send(SimNode from, Copy copy, MemberId sender, Datagram datagram) {
    var to = copy.to();
    sent++;
    if (copy.byMulticast() && withoutMulticast.contains(to)) {
      sim.faults().add(Fault.SWALLOWED);
    } else if (!reaches(from, to)) {
      sim.faults().add(Fault.CUT_OFF);
      sim.disturb();
    } else if (bursts.loses(link(from, to))) {
      sim.trace().say(sim.nowMs(), () -> "burst: lost from " + from + " to " + to);
      sim.disturb();
    } else if (sim.chance(loss)) {
      sim.faults().add(Fault.LOST);
      sim.disturb();
    } else {
      carry(copy, sender, datagram);
      if (!sim.chance(duplication)) return;
      sim.faults().add(Fault.DOUBLED);
      carry(copy, sender, datagram);
    }
  }

  private void carry(Copy copy, MemberId sender, Datagram datagram) {
    long delayMs = minDelayMs + sim.random().nextLong(maxDelayMs - minDelayMs + 1);
    if (sim.chance(slow)) delayMs *= 1 + sim.random().nextInt(SLOW_FACTOR);
    if (delayMs > VERY_LATE_MS) sim.disturb();
    if (sim.nowMs() + delayMs < lastArrivalMs) sim.faults().add(Fault.OVERTAKEN);
    lastArrivalMs = sim.nowMs() + delayMs;
    sim.after(
        delayMs,
        () -> {
          var arrived = datagram.arriveAt(copy.to());
          if (arrived.isEmpty()) return;
          copy.to().onArrived(sender, arrived.get(), copy.byMulticast());
          copy.to().receive(sender, arrived.get(), tap);
        });
  }
}
