package dev.parley.protocol.membership;

import dev.parley.protocol.Ballot;
import dev.parley.protocol.Core;
import dev.parley.protocol.Destination;
import dev.parley.protocol.Fence;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.NodeState;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Note;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.Signal;
import dev.parley.protocol.View;
import dev.parley.protocol.membership.MembershipMessage.Announce;
import dev.parley.protocol.membership.MembershipMessage.Cut;
import dev.parley.protocol.membership.MembershipMessage.Discover;
import dev.parley.protocol.membership.MembershipMessage.Fetching;
import dev.parley.protocol.membership.MembershipMessage.FlushOk;
import dev.parley.protocol.membership.MembershipMessage.Flushed;
import dev.parley.protocol.membership.MembershipMessage.Install;
import dev.parley.protocol.membership.MembershipMessage.InstallAck;
import dev.parley.protocol.membership.MembershipMessage.JoinReady;
import dev.parley.protocol.membership.MembershipMessage.LeaderHere;
import dev.parley.protocol.membership.MembershipMessage.Leave;
import dev.parley.protocol.membership.MembershipMessage.Prepare;
import dev.parley.protocol.membership.MembershipMessage.PrepareReject;
import dev.parley.protocol.membership.MembershipMessage.Relayed;
import dev.parley.protocol.membership.MembershipOutput.CannotGoOn;
import dev.parley.protocol.membership.MembershipOutput.Left;
import dev.parley.protocol.membership.Participant.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The members of the group. Members that install a view of one id agree on its members and have
 * delivered the same messages before it; epochs of one member's views only grow. Join, leave,
 * crash, restart and the merge of a healed partition are all one view change. Promises no time
 * limit: that needs a network that is timely for a while.
 */
public final class Membership implements Core {
  private final Member self;
  private final Participant participant;
  private final ViewChange change;
  private final MemberDiscovery discovery;
  private final PendingChanges pending;
  private final ViewChangeTrigger trigger;
  private final RepeatedRequests requests;
  private final OutsiderMessages outsiders;
  private final Relay relay;
  private final ImplausibleEpochs implausible = new ImplausibleEpochs();
  private final MessageAuthors authors;
  private boolean isOver;

  /**
   * {@code promisedEpoch} is the largest epoch that this node ever promised, in this life or an
   * earlier one.
   */
  public Membership(
      Member self,
      long promisedEpoch,
      MembershipSettings settings,
      RandomGenerator random,
      long nowMs) {
    this.self = self;
    this.participant = new Participant(self, settings.terms(), promisedEpoch);
    this.change = new ViewChange(self, settings);
    this.pending = new PendingChanges(settings);
    this.discovery = new MemberDiscovery(self, settings, random, nowMs);
    this.trigger = new ViewChangeTrigger(settings, random, participant, pending, discovery);
    this.requests = new RepeatedRequests(self, settings, participant, trigger);
    this.relay = new Relay(self.id());
    this.authors = new MessageAuthors(self.id());
    this.outsiders = new OutsiderMessages(settings.terms(), participant, discovery, pending);
  }

  /** The installed view, if there is one. */
  public Optional<View> view() {
    return Optional.ofNullable(participant.view());
  }

  /**
   * The state in the words of the operations page: joining, member, electing (frozen, or without
   * its leader), leaving.
   */
  public NodeState state() {
    if (requests.isLeaving() || participant.phase() == Phase.LEFT) return NodeState.LEAVING;
    if (participant.view() == null) return NodeState.JOINING;
    return participant.phase() == Phase.ACTIVE ? NodeState.MEMBER : NodeState.ELECTING;
  }

  @Override
  public List<Output> onMessage(MemberId from, Message message, long nowMs) {
    if (participant.phase() == Phase.LEFT) return List.of();
    if (!(message instanceof MembershipMessage membershipMessage)) return List.of();
    return perform(dispatch(from, membershipMessage, nowMs), nowMs);
  }

  private List<Output> dispatch(MemberId from, MembershipMessage message, long nowMs) {
    if (!authors.maySay(from, message, participant.view())) return authors.report(from, message);
    long own = participant.promisedEpoch();
    if (!isOwn(message)
        && ImplausibleEpochs.is(message, own, participant.view() != null, isLeaders(message)))
      return implausible.tell(from, message, own);
    if (message instanceof Relayed relayed) return onRelayed(relayed, nowMs);
    if (message instanceof Discover discover) return outsiders.onDiscover(discover, nowMs);
    if (message instanceof LeaderHere here)
      return outsiders.onLeaderHere(here.view(), here.leader(), nowMs);
    if (message instanceof Announce announce) return outsiders.onAnnounce(announce, nowMs);
    if (message instanceof JoinReady ready) return outsiders.onJoinReady(from, ready, nowMs);
    if (message instanceof Leave) return onLeave(from);
    if (message instanceof Prepare prepare) return onPrepare(prepare, nowMs);
    if (message instanceof PrepareReject reject) return onReject(from, reject, nowMs);
    if (message instanceof FlushOk ok)
      return change.onFlushOk(from, ok.ballot(), ok.report(), nowMs);
    if (message instanceof Cut cut) return participant.onCut(cut);
    if (message instanceof Flushed flushed) return change.onFlushed(from, flushed.ballot(), nowMs);
    if (message instanceof Fetching fetching) {
      participant.onFetching(from, fetching.ballot(), nowMs);
      return change.onFetching(from, fetching.ballot(), nowMs);
    }
    if (message instanceof Install install) return onInstall(install, nowMs);
    if (message instanceof InstallAck ack) return change.onInstallAck(from, ack.ballot(), nowMs);
    throw new AssertionError("no effect for " + message);
  }

  /** A ballot that this node began itself is no claim of others. */
  private boolean isOwn(MembershipMessage message) {
    return message instanceof Prepare prepare && change.isRunning(prepare.ballot());
  }

  /**
   * The node from which this one takes its views: its leader, or the one that it asked for
   * admission.
   */
  private boolean isLeaders(MembershipMessage message) {
    if (!(message instanceof Prepare prepare)) return false;
    var coordinator = prepare.ballot().coordinator();
    var view = participant.view();
    if (view == null) return discovery.hasAsked(coordinator);
    return view.leader().equals(coordinator) && !participant.leads();
  }

  private List<Output> onRelayed(Relayed relayed, long nowMs) {
    var outputs = new ArrayList<Output>(relay.passOn(relayed));
    if (relay.isForSelf(relayed)) outputs.addAll(dispatch(relayed.origin(), relayed.step(), nowMs));
    return outputs;
  }

  @Override
  public List<Output> onSignal(Signal signal, long nowMs) {
    // Failure detection may not know this view yet: a member that died in the one before may be
    // back in it.
    if (signal instanceof Signal.Confirmed confirmed
        && confirmed.view().equals(participant.viewId()))
      return perform(onConfirmed(confirmed.member(), nowMs), nowMs);
    if (signal instanceof Signal.Frozen frozen)
      return perform(participant.onFrozen(frozen.ballot(), frozen.report()), nowMs);
    if (signal instanceof Signal.CutReached reached)
      return perform(participant.onCutReached(reached.ballot(), nowMs), nowMs);
    if (signal instanceof Signal.Cleared cleared) pending.onAlive(cleared.member());
    if (signal instanceof Signal.Elected won && won.view().equals(participant.viewId())) {
      trigger.onElected();
      return perform(startIfDue(nowMs), nowMs);
    }
    return List.of();
  }

  /** The states that {@link MembershipOutput.FetchState} asked for have arrived. */
  public List<Output> onStateFetched(Ballot ballot, long nowMs) {
    return perform(participant.onStateFetched(ballot, nowMs), nowMs);
  }

  /** What {@link MembershipOutput.CopyState} asked for has been copied, as far as it could be. */
  public List<Output> onStateCopied(long nowMs) {
    return perform(discovery.onStateCopied(participant, nowMs), nowMs);
  }

  /** More of those states has arrived. */
  public List<Output> onStateProgress(Ballot ballot, long nowMs) {
    return perform(participant.onStateProgress(ballot, nowMs), nowMs);
  }

  /**
   * This node wants to leave: {@link Left} follows when the others have a view without it, and soon
   * if no other member stays.
   */
  public List<Output> onLeaveRequested(long nowMs) {
    requests.onLeaveRequested();
    return participant.view() == null ? leaveNow(nowMs) : List.of();
  }

  private List<Output> leaveNow(long nowMs) {
    participant.onLeft(nowMs);
    return List.of(Left.INSTANCE);
  }

  @Override
  public List<Output> onTick(long nowMs) {
    if (participant.phase() == Phase.LEFT) return List.of();
    pending.onTick(nowMs);
    var outputs = new ArrayList<Output>(change.onTick(nowMs));
    change.takeLeftOut().forEach(pending::onGone);
    if (change.isStuck(nowMs)) giveUp(nowMs);
    var view = participant.view();
    if (view == null && participant.phase() == Phase.LONE)
      outputs.addAll(discovery.askWhoLeads(nowMs));
    if (view != null && participant.leads() && participant.phase() == Phase.ACTIVE) {
      outputs.addAll(discovery.announce(view, nowMs));
    }
    if (view != null && requests.isLeaving() && pending.isLastOf(view, self.id()))
      return leaveNow(nowMs);
    if (view != null) outputs.addAll(requests.onTick(view, change.isIdle(), nowMs));
    outputs.addAll(startIfDue(nowMs));
    return perform(outputs, nowMs);
  }

  // Starting a view change.

  private List<Output> startIfDue(long nowMs) {
    if (participant.phase() == Phase.LEFT || !change.isIdle()) return List.of();
    if (!trigger.isDue(requests.isLeaving(), nowMs)) return List.of();
    long highest = Math.max(participant.promisedEpoch(), pending.highestEpoch());
    if (!Fence.hasNext(highest)) return cannotGoOn(highest);
    long epoch = Fence.begins(highest, participant.promisedEpoch(), participant.view() != null);
    var ballot = new Ballot(epoch, self.id());
    var targets = pending.targets(self, participant.view());
    var outputs = new ArrayList<Output>();
    outputs.add(
        new Note(
            "view change started",
            "ballot " + ballot + " with " + ViewNotes.members(targets.size())));
    outputs.addAll(change.start(ballot, targets, participant.view(), pending.leaving(), nowMs));
    return outputs;
  }

  private List<Output> cannotGoOn(long epoch) {
    if (isOver) return List.of();
    isOver = true;
    return List.of(
        new CannotGoOn(
            "No epoch is left after "
                + epoch
                + ", so this node can change no view any more: a forged or broken message set it."
                + " Stop all nodes, start each once with --reset-epoch, and then as usual."));
  }

  private void giveUp(long nowMs) {
    change.silent().forEach(pending::onGone);
    if (change.onStuck()) {
      change.silent().forEach(pending::onDead);
      trigger.onFailed(nowMs);
    }
    change.abort();
  }

  // Messages and signals.

  private List<Output> onLeave(MemberId from) {
    var view = participant.view();
    if (view == null || !view.contains(from)) return List.of();
    pending.onLeave(from);
    boolean isHeir = pending.heir(view).filter(self.id()::equals).isPresent();
    if (view.leader().equals(from) && isHeir && !requests.isLeaving()) trigger.onElected();
    return List.of();
  }

  private List<Output> onPrepare(Prepare prepare, long nowMs) {
    long before = participant.promisedEpoch();
    // A limit for its leader's ballots is no reason for this node to go as far by itself.
    if (Fence.believes(prepare.ballot().epoch(), before, participant.view() != null))
      pending.onEpoch(prepare.ballot().epoch());
    var outputs = participant.onPrepare(prepare, nowMs);
    if (participant.promisedEpoch() > before && !change.isRunning(prepare.ballot())) {
      change.abort();
      trigger.onOvertaken();
    }
    return outputs;
  }

  private List<Output> onReject(MemberId from, PrepareReject reject, long nowMs) {
    // Only those that were asked may refuse.
    if (!change.hasAsked(from)) return List.of();
    pending.onEpoch(reject.promised());
    if (!change.onReject(reject.ballot())) return List.of();
    change.abort();
    trigger.onRefused(nowMs);
    return List.of();
  }

  private List<Output> onInstall(Install install, long nowMs) {
    var coordinator = participant.coordinator();
    if (coordinator == null || !coordinator.id().equals(install.ballot().coordinator()))
      return List.of();
    var before = participant.view();
    var outputs = new ArrayList<Output>(participant.onInstall(install, coordinator, nowMs));
    if (Objects.equals(participant.view(), before)) return outputs;
    outputs.addAll(pending.onInstalled(before, install, nowMs));
    trigger.onInstalled();
    discovery.onInstalled(nowMs);
    return outputs;
  }

  private List<Output> onConfirmed(MemberId member, long nowMs) {
    pending.onDead(member);
    if (!change.onDead(member)) return change.proceed(nowMs);
    change.abort();
    trigger.onFailed(nowMs);
    return startIfDue(nowMs);
  }

  /**
   * Messages of this node to itself take effect in place, so that a coordinator is a participant
   * like any other.
   */
  private List<Output> perform(List<Output> outputs, long nowMs) {
    var performed = new ArrayList<Output>();
    for (var output : outputs) {
      if (output instanceof Transmit transmit
          && transmit.to() instanceof Destination.One one
          && one.bus().equals(self.bus())) {
        performed.addAll(onMessage(self.id(), transmit.message(), nowMs));
      } else {
        performed.add(output);
        if (output instanceof Transmit transmit) performed.addAll(relay.alsoByRelay(transmit));
      }
    }
    return performed;
  }
}
