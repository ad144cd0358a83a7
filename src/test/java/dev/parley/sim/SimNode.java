package dev.parley.sim;

import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.View;
import dev.parley.protocol.membership.DuplicateIdentity;
import dev.parley.protocol.membership.DuplicateIdentity.Finding;
import dev.parley.protocol.membership.MembershipMessage;
import dev.parley.protocol.multicast.Payload;
import dev.parley.protocol.reach.MulticastReach;
import dev.parley.protocol.reach.ReachMessage.MulticastHeard;
import dev.parley.protocol.reach.ReachSettings;
import dev.parley.sim.invariant.Observation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A machine: its name, its incarnation counter and its promise outlive the process; all else dies
 * with it.
 */
final class SimNode {
  static final int SEEDS = 3;

  /**
   * Incarnations that a copy chooses from. The product draws for every life; that two draw the same
   * is as likely as one in thousands, and then the two are one as far as anybody can tell.
   */
  private static final int COPY_SPREAD = 4_096;

  private final Simulation sim;
  private final int index;
  private final String name;
  private final boolean isCopy;
  private final Endpoint bus;
  private final SimClock clock;
  private final Set<SimNode> acquaintances = new LinkedHashSet<>();
  private long incarnation;
  private long promisedEpoch;
  private final SimDisk disk = new SimDisk();
  private boolean paused;
  private boolean isAboutToLeave;
  private long wallAheadMs;
  private @Nullable SimReplica replica;
  private @Nullable SimGroup group;
  private @Nullable View deliveredView;
  private @Nullable MulticastReach reach;

  SimNode(Simulation sim, int index) {
    this(sim, index, name(index), false);
  }

  /** n-a to n-z, then n-za to n-zz: in the order of the indices. */
  private static String name(int index) {
    int letters = 'z' - 'a' + 1;
    return index < letters ? "n-" + (char) ('a' + index) : "n-z" + (char) ('a' + index - letters);
  }

  private SimNode(Simulation sim, int index, String name, boolean isCopy) {
    this.sim = sim;
    this.index = index;
    this.clock = new SimClock(sim);
    this.name = name;
    this.isCopy = isCopy;
    this.bus = new Endpoint("10.0.0." + (index + 1), 7000);
  }

  /** Another machine, that was given a copy of what is durable here now. */
  SimNode copy(int copyIndex) {
    var copy = new SimNode(sim, copyIndex, name, true);
    copy.incarnation = incarnation;
    copy.promisedEpoch = promisedEpoch;
    return copy;
  }

  boolean isCopy() {
    return isCopy;
  }

  int index() {
    return index;
  }

  String name() {
    return name;
  }

  Endpoint bus() {
    return bus;
  }

  SimClock clock() {
    return clock;
  }

  /** By how much its time of day is ahead of the world's. */
  long wallAheadMs() {
    return wallAheadMs;
  }

  void setWallAhead(long byMs) {
    wallAheadMs = byMs;
  }

  Simulation sim() {
    return sim;
  }

  /** A new process with a higher incarnation and an empty state. */
  void start() {
    if (isRunning()) throw new IllegalStateException(this + " runs already");
    if (incarnation > 0) sim.faults().add(Fault.RESTART);
    paused = false;
    acquaintances.clear();
    replica = SimReplica.of(this, incarnation + 1);
    startGroup();
  }

  private void watchMulticast(MemberId id) {
    reach = new MulticastReach(new ReachSettings(sim.profile().failure().suspectAfterMs()));
    reach.onLive(id);
  }

  /** Whom a message for the group goes to by unicast as well, as the product's router has it. */
  List<SimNode> beyondMulticast(Message message) {
    if (reach == null) return List.of();
    var whom = new ArrayList<SimNode>();
    reach.unreached().forEach(bus -> sim.at(bus).ifPresent(whom::add));
    if (message instanceof MembershipMessage && !reach.reachesAll()) {
      for (var former : acquaintances)
        if (former != this && !whom.contains(former)) whom.add(former);
    }
    return whom;
  }

  /** Members that multicast does not reach as far as this node knows. */
  List<Endpoint> unreached() {
    return reach == null ? List.of() : reach.unreached();
  }

  /** A datagram is here, before anything is made of it. */
  void onArrived(MemberId from, Message message, boolean byMulticast) {
    if (reach == null || !isRunning() || paused) return;
    reach.onArrived(from, byMulticast, clock.nowMs());
    if (message instanceof MulticastHeard heard) reach.onMessage(from, heard, clock.nowMs());
  }

  void onTick() {
    sim.network().seals().ifPresent(seals -> seals.onTick(this));
    if (reach == null) return;
    for (var output : reach.onTick(clock.nowMs()))
      if (output instanceof Transmit transmit)
        sim.network().send(this, group().self().id(), transmit);
  }

  SimDisk disk() {
    return disk;
  }

  Optional<SimChat> chat() {
    return Optional.ofNullable(replica).map(SimReplica::chat);
  }

  private void startGroup() {
    if (incarnation == 0 || sim.sabotage().isIncarnationRaised()) incarnation++;
    if (isCopy) incarnation += 1 + sim.random().nextInt(COPY_SPREAD);
    var id = new MemberId(name(), incarnation);
    var self = new Member(id, bus(), new Endpoint(bus.host(), 7001));
    sim.trace().say(sim.nowMs(), () -> "start " + id + ", promised " + promisedEpoch);
    chat().ifPresent(chat -> chat.starting(self));
    if (sim.network().isMulticastWatched()) watchMulticast(id);
    group = new SimGroup(this, self, promisedEpoch, replica());
    group.start();
    chat().ifPresent(chat -> chat.started(self));
  }

  /** kill -9: only what was made durable is left. */
  void crash() {
    if (!isRunning()) return;
    sim.faults().add(Fault.CRASH);
    sim.trace().say(sim.nowMs(), () -> "crash " + this);
    replica().onCrash();
    stop();
  }

  private void stop() {
    sim.observe(new Observation.Crashed(group().self().id()));
    group().stop();
    deliveredView = null;
    isAboutToLeave = false;
    group = null;
    replica = null;
    sim.people().onServerGone(this);
  }

  /** One of the protocol actors failed: they begin a new life, the state above lives on. */
  void restartGroup() {
    sim.faults().add(Fault.GROUP_RESTART);
    sim.observe(new Observation.Crashed(group().self().id()));
    group().stop();
    replica().onGroupStopped();
    startGroup();
  }

  /** SIGSTOP: nothing is taken until {@link #resume}, and nothing is forgotten. */
  void pause() {
    sim.faults().add(Fault.PAUSE);
    sim.disturb();
    sim.trace().say(sim.nowMs(), () -> "pause " + this);
    paused = true;
  }

  void resume() {
    sim.trace().say(sim.nowMs(), () -> "resume " + this);
    paused = false;
    sim.disturb();
    if (isRunning()) group().onResumed();
    chat().ifPresent(SimChat::onResumed);
  }

  void leave() {
    sim.faults().add(Fault.LEAVE);
    sim.trace().say(sim.nowMs(), () -> "leave " + this);
    if (isAboutToLeave) return;
    isAboutToLeave = chat().isPresent();
    if (isAboutToLeave) chat().orElseThrow().giveUpVote(leaving(replica()));
    else group().leave();
  }

  /** A process gives its vote up first. */
  private Runnable leaving(SimReplica process) {
    return () -> {
      if (!isAboutToLeave || replica != process) return;
      if (paused) sim.after(20, leaving(process));
      else {
        isAboutToLeave = false;
        group().leave();
      }
    };
  }

  boolean isAboutToLeave() {
    return isAboutToLeave;
  }

  void onLeft() {
    sim.trace().say(sim.nowMs(), () -> "left " + this);
    stop();
  }

  boolean isRunning() {
    return group != null;
  }

  boolean isPaused() {
    return paused;
  }

  void persistPromise(long epoch) {
    // The promises of a disk grow; a copied one is another disk.
    if (!isCopy) sim.observe(new Observation.Promised(name(), epoch));
    if (sim.sabotage().isPromiseDurable()) promisedEpoch = epoch;
  }

  // What it knows and does.

  SimGroup group() {
    return Objects.requireNonNull(group, () -> this + " does not run");
  }

  SimReplica replica() {
    return Objects.requireNonNull(replica, () -> this + " does not run");
  }

  Optional<View> view() {
    return group().membership().view();
  }

  int viewSize() {
    return view().map(View::size).orElse(0);
  }

  boolean isLeader() {
    return view().filter(view -> view.leader().equals(group().self().id())).isPresent();
  }

  /** The view that the state above is in; that of membership may be ahead of it. */
  @Nullable View deliveredView() {
    return deliveredView;
  }

  void onView(View view) {
    deliveredView = view;
    if (reach != null) reach.onView(view, clock.nowMs());
    sim.network().seals().ifPresent(seals -> seals.onView(this, view));
    view.members().forEach(member -> sim.at(member.bus()).ifPresent(acquaintances::add));
  }

  List<SimNode> seeds() {
    return sim.nodes().stream().limit(SEEDS).filter(seed -> seed != this).toList();
  }

  /** To whom a message for the group goes where multicast is off, as the product's router does. */
  List<SimNode> audience(Message message) {
    if (!(message instanceof MembershipMessage)) {
      var members = view().map(View::members).orElse(List.of());
      return members.stream()
          .flatMap(member -> sim.at(member.bus()).stream())
          .filter(node -> node != this)
          .toList();
    }
    var everybody = new LinkedHashSet<>(acquaintances);
    everybody.addAll(seeds());
    everybody.remove(this);
    return List.copyOf(everybody);
  }

  void receive(MemberId from, Message message, SimNetwork.Tap tap) {
    if (!isRunning() || message instanceof MulticastHeard) return;
    var finding = DuplicateIdentity.judge(group().self(), from, message);
    if (finding == Finding.LATER_LIFE || finding == Finding.SAME_LIFE_ELSEWHERE) halt();
    else if (finding == Finding.NONE && !from.equals(group().self().id()))
      group().receive(from, message, tap);
  }

  /** As the product does when another process lives under its name; one that is paused cannot. */
  private void halt() {
    if (paused) return;
    sim.faults().add(Fault.HALT);
    sim.trace().say(sim.nowMs(), () -> "halt " + this);
    stop();
  }

  /** The application multicasts a payload of its own. */
  void submit() {
    submit(Load.size(sim));
  }

  /** A payload of {@code size} bytes. */
  void submit(int size) {
    submit(Payload.wrap(new byte[size - Integer.BYTES]));
  }

  /** The chat multicasts {@code content}. */
  void submit(Payload content) {
    int number = sim.nextPayload();
    var past = replica().past();
    replica().onSubmitted(number);
    sim.observe(new Observation.Submitted(group().self().id(), number, past));
    var bytes = ByteBuffer.allocate(Integer.BYTES + content.size());
    bytes.putInt(number).put(content.unsafeArray());
    group().submit(Payload.wrap(bytes.array()));
  }

  static int number(Payload payload) {
    return ByteBuffer.wrap(payload.unsafeArray()).getInt();
  }

  static Payload content(Payload payload) {
    var bytes = payload.unsafeArray();
    return Payload.wrap(Arrays.copyOfRange(bytes, Integer.BYTES, bytes.length));
  }

  BitSet state() {
    return replica().state();
  }

  @Override
  public String toString() {
    return name() + "." + incarnation;
  }
}
