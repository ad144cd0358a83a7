package dev.parley.sim;

import dev.parley.chat.accounts.LeaderMessage;
import dev.parley.protocol.Ballot;
import dev.parley.protocol.Core;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Note;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.Signal;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.election.ElectionMessage;
import dev.parley.protocol.election.RingElection;
import dev.parley.protocol.failure.FailureDetector;
import dev.parley.protocol.failure.FailureMessage;
import dev.parley.protocol.membership.Membership;
import dev.parley.protocol.membership.MembershipMessage;
import dev.parley.protocol.membership.MembershipMessage.FlushOk;
import dev.parley.protocol.membership.MembershipOutput.CopyState;
import dev.parley.protocol.membership.MembershipOutput.FetchState;
import dev.parley.protocol.membership.MembershipOutput.Left;
import dev.parley.protocol.membership.MembershipOutput.PersistPromise;
import dev.parley.protocol.multicast.CausalChannel;
import dev.parley.protocol.multicast.MulticastOutput;
import dev.parley.protocol.multicast.Payload;
import dev.parley.protocol.multicast.Quorum;
import dev.parley.sim.invariant.Observation;
import java.util.List;

/** One incarnation of a node: its four cores, each behind its mailbox, and their surroundings. */
final class SimGroup {
  /** Datagrams that wait in the socket of a process that stands still. */
  private static final int SOCKET_BUFFER = 2_000;

  private final SimNode node;
  private final Member self;
  private final SimReplica replica;
  private final Membership membership;
  private final CausalChannel channel;
  private final FailureDetector detector;
  private final SimActor manager;
  private final SimActor heartbeat;
  private final SimActor election;
  private final SimActor multicast;
  private final List<SimActor> actors;
  private final StateFetch fetch;
  private final StateCopy copy;
  private boolean stopped;
  private boolean flushing;
  private long handled;
  private int buffered;

  SimGroup(SimNode node, Member self, long promisedEpoch, SimReplica replica) {
    this.node = node;
    this.self = self;
    this.replica = replica;
    var profile = sim().profile();
    var random = sim().random();
    membership = new Membership(self, promisedEpoch, profile.membership(), random.split(), nowMs());
    channel = new CausalChannel(self.id(), replica.applied(), profile.multicast(), random.split());
    manager = new SimActor(this, membership);
    detector = new FailureDetector(self.id(), profile.failure(), random.split());
    heartbeat = new SimActor(this, detector);
    election = new SimActor(this, new RingElection(self, profile.election(), random.split()));
    multicast = new SimActor(this, channel);
    // The group manager hears of a death before it hears that it won the election which that
    // death caused.
    actors = List.of(manager, multicast, heartbeat, election);
    fetch = new StateFetch(this, node, replica);
    copy = new StateCopy(this, node, replica);
  }

  Simulation sim() {
    return node.sim();
  }

  /** As the clock of this machine shows it. */
  long nowMs() {
    return node.clock().nowMs();
  }

  Member self() {
    return self;
  }

  Membership membership() {
    return membership;
  }

  CausalChannel channel() {
    return channel;
  }

  boolean isAsleep() {
    return stopped || node.isPaused();
  }

  // Inputs.

  void start() {
    sim().after(sim().random().nextLong(Core.TICK_MS), this::tick);
  }

  private void tick() {
    if (stopped) return;
    if (!node.isPaused()) {
      actors.forEach(SimActor::tick);
      replica.onTick();
      node.onTick();
    }
    // Late, never early.
    long tickMs = node.clock().inWorldMs(Core.TICK_MS);
    sim().after(tickMs + sim().random().nextLong(3), this::tick);
  }

  void stop() {
    stopped = true;
  }

  boolean isStopped() {
    return stopped;
  }

  void onResumed() {
    actors.forEach(SimActor::onResumed);
  }

  void receive(MemberId from, Message message, SimNetwork.Tap tap) {
    if (message instanceof LeaderMessage question) {
      replica.onLeaderMessage(from, question);
      return;
    }
    var actor = actorFor(message);
    if (actor.waiting() > SOCKET_BUFFER) {
      sim().faults().add(Fault.LOST);
      sim().disturb();
      return;
    }
    actor.tell(
        nowMs -> {
          tap.onTake(node, from, message);
          if (stopped) return List.of();
          var taken = sim().sabotage().onReceive(this, from, message);
          if (taken.isEmpty()) {
            // To the protocol it is a loss like any other.
            sim().disturb();
            return List.of();
          }
          sim().trace().say(nowMs, () -> self.id() + " takes " + message + " of " + from);
          var outputs = actor.core().onMessage(from, taken.get(), nowMs);
          sim().after(0, () -> tap.onReceived(node, from, message));
          return outputs;
        });
  }

  private SimActor actorFor(Message message) {
    if (message instanceof MembershipMessage) return manager;
    if (message instanceof FailureMessage) return heartbeat;
    return message instanceof ElectionMessage ? election : multicast;
  }

  /** This machine's disk has it. */
  void durable(VersionVector onDisk) {
    multicast.tell(nowMs -> channel.onDurable(onDisk));
  }

  void await(long seq, List<Quorum> quorums) {
    multicast.tell(nowMs -> channel.onAwait(seq, quorums));
  }

  void submit(Payload payload) {
    multicast.tell(nowMs -> channel.onSubmit(payload, nowMs));
  }

  /** The TCP connection to a neighbour ended. */
  void linkClosed(MemberId neighbour, boolean isRefused) {
    heartbeat.tell(nowMs -> detector.onLinkClosed(neighbour, isRefused, nowMs));
  }

  void leave() {
    sim().disturb();
    sim().observe(new Observation.LeaveRequested(self.id()));
    manager.tell(membership::onLeaveRequested);
  }

  /** Failure detection errs: {@code member} is said to be dead. */
  void confirm(MemberId member) {
    sim().faults().add(Fault.LIE);
    sim().disturb();
    manager.tell(
        nowMs -> {
          var view = membership.view().map(View::id).orElse(ViewId.none(self.id()));
          return membership.onSignal(new Signal.Confirmed(view, member), nowMs);
        });
  }

  /** The election errs: this member is said to have won. */
  void elect(ViewId view) {
    sim().faults().add(Fault.LIE);
    sim().disturb();
    manager.tell(nowMs -> membership.onSignal(new Signal.Elected(view), nowMs));
  }

  void onStateProgress(Ballot ballot) {
    manager.tell(nowMs -> membership.onStateProgress(ballot, nowMs));
  }

  void onStateCopied() {
    manager.tell(membership::onStateCopied);
  }

  void onStateFetched(Ballot ballot) {
    manager.tell(nowMs -> membership.onStateFetched(ballot, nowMs));
  }

  // Outputs.

  void perform(SimActor actor, List<Output> outputs) {
    for (var output : outputs) {
      // A crash may come between any two effects.
      if (stopped) return;
      sim().network().tap().onEffect(node, output);
      if (stopped) return;
      sim().trace().add(sim().nowMs(), node.index(), output.getClass(), ++handled);
      perform(actor, output);
    }
    if (actor == multicast && outputs.isEmpty()) observeBuffers();
    flushSoon();
  }

  private void observeBuffers() {
    int now = channel.unstable() + channel.heldBack();
    if (now == buffered) return;
    buffered = now;
    sim().observe(new Observation.Buffers(self.id(), channel.heldBack(), channel.unstable()));
  }

  private void perform(SimActor actor, Output output) {
    if (output instanceof Transmit transmit) {
      if (transmit.message() instanceof ElectionMessage)
        sim().observe(new Observation.ElectionTold(self.id()));
      if (transmit.message() instanceof FlushOk answer && !node.isCopy())
        sim().observe(new Observation.Answered(self.id(), answer.ballot()));
      sim().network().send(node, self.id(), transmit);
    } else if (output instanceof Signal signal) {
      tellSiblings(actor, signal);
    } else if (output instanceof Note note) {
      sim()
          .trace()
          .say(sim().nowMs(), () -> self.id() + ": " + note.event() + ": " + note.particulars());
    } else if (output instanceof PersistPromise promise) {
      node.persistPromise(promise.epoch());
    } else if (output instanceof FetchState wanted) {
      fetch.start(wanted);
    } else if (output instanceof CopyState wanted) {
      // Where there is no chat, there is nothing to copy.
      if (replica.chat() == null)
        membership.onStateCopied(nowMs()).forEach(next -> perform(actor, next));
      else copy.start(wanted.holder());
    } else if (output instanceof Left) {
      sim().observe(new Observation.Left(self.id()));
      node.onLeft();
    } else if (output instanceof MulticastOutput delivery) {
      var taken = sim().sabotage().onDelivery(this, delivery);
      if (taken instanceof MulticastOutput.ViewDelivered installed) node.onView(installed.view());
      replica.on(self.id(), taken);
    } else {
      throw new AssertionError("no effect for " + output);
    }
  }

  private void tellSiblings(SimActor actor, Signal signal) {
    sim().trace().say(sim().nowMs(), () -> self.id() + " signals " + signal);
    sim().onSignal(self.id(), signal);
    if (signal instanceof Signal.Elected won)
      sim().observe(new Observation.Elected(self.id(), won.view()));
    if (signal instanceof Signal.Frozen) sim().observe(new Observation.Frozen(self.id()));
    for (var sibling : actors) {
      if (sibling == actor) continue;
      if (sibling == multicast) tellMulticast(signal);
      else sibling.tell(nowMs -> sibling.core().onSignal(signal, nowMs));
    }
  }

  private void tellMulticast(Signal signal) {
    multicast.tell(
        nowMs -> {
          if (signal instanceof Signal.CutDecided cut)
            sim().observe(new Observation.CutDecided(self.id(), cut.reach()));
          var outputs = channel.onSignal(signal, nowMs);
          perform(multicast, outputs);
          sim().sabotage().afterMulticastSignal(this, signal);
          return List.of();
        });
  }

  private void flushSoon() {
    if (flushing || !channel.wantsFlush()) return;
    flushing = true;
    multicast.tell(
        nowMs -> {
          flushing = false;
          return channel.onFlush(nowMs);
        });
  }
}
