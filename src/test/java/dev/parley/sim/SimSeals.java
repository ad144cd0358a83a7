package dev.parley.sim;

import dev.parley.protocol.Destination;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.View;
import dev.parley.protocol.membership.MembershipMessage.Announce;
import dev.parley.protocol.membership.MembershipMessage.Discover;
import dev.parley.protocol.membership.SenderAddress;
import dev.parley.protocol.multicast.Payload;
import dev.parley.protocol.version.VersionMessage.Hello;
import dev.parley.security.BusSeal;
import dev.parley.security.BusSeal.Arrival;
import dev.parley.security.BusSeal.Content;
import dev.parley.security.BusSeal.Reason;
import dev.parley.security.KeyFile;
import dev.parley.security.SealMode;
import dev.parley.security.SealedNumbers;
import dev.parley.sim.invariant.Violation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * The product's seal around the datagrams of a run, and a stranger who records them and sends them
 * again, to anybody and at any time. A run fails if a nonce is used twice, if a process takes a
 * datagram twice, or one that is older than the process, or cannot open an honest one.
 */
final class SimSeals {
  private static final double REPLAYED = 0.02;
  private static final double CLOCK_JUMPS = 0.0005;
  private static final long MAX_REPLAY_DELAY_MS = 3_000;
  private static final int MAX_RECORDED = 500;

  /** The seal of one process; {@code life} is what dies with it. */
  private record SealedProcess(BusSeal seal, Object life, long beganMs, Set<String> taken) {}

  private record Recorded(Payload sealed, MemberId sender, Message message, long sentMs) {
    byte[] datagram() {
      return sealed.unsafeArray();
    }
  }

  private final Simulation sim;
  private final SimWire wire;
  private final SplittableRandom random;
  private final KeyFile file;
  private final Map<SimNode, SealedProcess> processes = new LinkedHashMap<>();
  private final Map<SimNode, MemberId> lives = new LinkedHashMap<>();
  private final Set<String> numbers = new HashSet<>();
  private final List<Recorded> recorded = new ArrayList<>();

  SimSeals(Simulation sim, SimWire wire) {
    this.sim = sim;
    this.wire = wire;
    this.random = new SplittableRandom(sim.seed());
    this.file = KeyFile.draw("parley", random, Instant.EPOCH);
  }

  private SealedProcess process(SimNode node) {
    var known = processes.get(node);
    if (known == null || known.life() != node.replica()) {
      known = begin(node);
      processes.put(node, known);
      lives.remove(node);
    }
    var self = node.group().self().id();
    if (!self.equals(lives.put(node, self))) known.seal().onLive(self);
    return known;
  }

  private SealedProcess begin(SimNode node) {
    var seal = new BusSeal(file, SealMode.REQUIRE, false, node.bus(), random.split());
    return new SealedProcess(seal, node.replica(), sim.nowMs(), new HashSet<>());
  }

  /** Seals once, as a sender does; each receiver opens it by itself. */
  SimNetwork.Datagram datagram(SimNode from, MemberId sender, Transmit transmit) {
    var process = process(from);
    if (random.nextDouble() < CLOCK_JUMPS) process.seal().onClockJump();
    greet(from);
    var frame = wire.encode(sender, transmit.message());
    byte[] sealed = numbered(process.seal().seal(transmit.to(), frame));
    var sent = new Recorded(Payload.wrap(sealed), sender, transmit.message(), sim.nowMs());
    if (recorded.size() < MAX_RECORDED) recorded.add(sent);
    else recorded.set(random.nextInt(MAX_RECORDED), sent);
    if (random.nextDouble() < REPLAYED) replayLater();
    return to -> arrive(to, sent, false);
  }

  private byte[] numbered(byte[] sealed) {
    if (!numbers.add(SealedNumbers.of(sealed)))
      throw violation("a nonce is used twice: " + SealedNumbers.of(sealed));
    return sealed;
  }

  private void replayLater() {
    var old = recorded.get(random.nextInt(recorded.size()));
    sim.after(
        random.nextLong(MAX_REPLAY_DELAY_MS),
        () -> {
          var running = sim.running();
          if (running.isEmpty()) return;
          var to = running.get(random.nextInt(running.size()));
          sim.faults().add(Fault.REPLAYED);
          sim.disturb();
          arrive(to, old, true)
              .ifPresent(message -> to.receive(old.sender(), message, sim.network().tap()));
        });
  }

  private Optional<Message> arrive(SimNode to, Recorded sent, boolean isReplay) {
    if (!to.isRunning()) return Optional.empty();
    var process = process(to);
    var number = SealedNumbers.of(sent.datagram());
    var arrival = process.seal().onArrived(sent.datagram(), to.clock().nowMs());
    if (arrival instanceof Arrival.Dropped dropped) {
      // Another process cannot open what was sent to one; all else of a member it can.
      boolean isExpected =
          dropped.reason() == Reason.OLD
              || dropped.reason() == Reason.OWN
              || (isReplay && dropped.reason() == Reason.FORGED);
      if (!isExpected) throw violation(to + " finds " + dropped + ": " + sent.message());
      if (!process.taken().contains(number)) sim.disturb();
      return Optional.empty();
    }
    if (!process.taken().add(number)) throw violation(to + " takes twice: " + sent.message());
    var content = (Arrival.Content) arrival;
    boolean isAdmitted = isAdmitted(process, content, sent, to);
    greet(to);
    if (!isAdmitted) {
      sim.disturb();
      return Optional.empty();
    }
    if (sent.sentMs() < process.beganMs() && content(sent.message()) != Content.INTRODUCTION)
      throw violation(to + " takes what was sent before it began: " + sent.message());
    return Optional.of(wire.decode(sent.sender(), sent.message(), content.frame()));
  }

  private static boolean isAdmitted(
      SealedProcess process, Arrival.Content content, Recorded sent, SimNode to) {
    var message = sent.message();
    return process
        .seal()
        .admits(
            content.source(),
            sent.sender(),
            content(message),
            SenderAddress.of(sent.sender(), message),
            to.clock().nowMs());
  }

  private static Content content(Message message) {
    if (message instanceof Discover || message instanceof Announce) return Content.INTRODUCTION;
    return message instanceof Hello ? Content.ACCOMPANYING : Content.OTHER;
  }

  void onView(SimNode node, View view) {
    process(node).seal().onView(view);
    greet(node);
  }

  void onTick(SimNode node) {
    process(node).seal().onTick(node.clock().nowMs());
    greet(node);
  }

  /** What the seal itself wants to say: lost and delayed as all datagrams are. */
  private void greet(SimNode from) {
    // A process that stands still says nothing.
    if (from.isPaused()) return;
    for (var output : process(from).seal().drain()) {
      if (!(output instanceof BusSeal.Send send)) continue;
      numbered(send.datagram());
      for (var to : receivers(from, send.to()))
        if (sim.network().reaches(from, to) && random.nextDouble() >= sim.network().loss())
          sim.after(random.nextLong(3), () -> onGreeted(to, send.datagram()));
    }
  }

  private List<SimNode> receivers(SimNode from, Destination to) {
    if (to instanceof Destination.One one) return sim.at(one.bus()).stream().toList();
    return sim.running().stream().filter(node -> node != from).toList();
  }

  private void onGreeted(SimNode to, byte[] datagram) {
    if (!to.isRunning()) return;
    process(to).seal().onArrived(datagram, to.clock().nowMs());
    greet(to);
  }

  private static Violation violation(String particulars) {
    return new Violation(SimSeals.class, particulars);
  }
}
