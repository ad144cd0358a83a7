package dev.parley.protocol.membership;

import dev.parley.protocol.Ballot;
import dev.parley.protocol.Core;
import dev.parley.protocol.Destination;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Note;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.Signal;
import dev.parley.protocol.View;
import dev.parley.protocol.membership.MembershipMessage.Announce;
import dev.parley.protocol.membership.MembershipMessage.Cut;
import dev.parley.protocol.membership.MembershipMessage.Discover;
import dev.parley.protocol.membership.MembershipMessage.FlushOk;
import dev.parley.protocol.membership.MembershipMessage.Flushed;
import dev.parley.protocol.membership.MembershipMessage.Install;
import dev.parley.protocol.membership.MembershipMessage.InstallAck;
import dev.parley.protocol.membership.MembershipMessage.JoinReady;
import dev.parley.protocol.membership.MembershipMessage.LeaderHere;
import dev.parley.protocol.membership.MembershipMessage.Leave;
import dev.parley.protocol.membership.MembershipMessage.Prepare;
import dev.parley.protocol.membership.MembershipMessage.PrepareReject;
import dev.parley.protocol.membership.MembershipOutput.Left;
import dev.parley.protocol.membership.Participant.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Who is in the group. Members that install a view of one id agree on its members and have
 * delivered the same messages before it; epochs of one member's views only grow. Join, leave,
 * crash, restart and the merge of a healed partition are all one view change. Promises nothing
 * about when: that needs a network that is timely for a while.
 */
public final class Membership implements Core {
  private final Member self;
  private final MembershipSettings settings;
  private final RandomGenerator random;
  private final Participant participant;
  private final ViewChange change;
  private final Discovery discovery;
  private final Roster roster = new Roster();

  /** This node won the ring of its view. */
  private boolean elected;

  /**
   * Members are frozen under a ballot of this node that came to nothing: only another view change
   * frees them.
   */
  private boolean owed;

  private boolean leaving;
  private long wantedSinceMs = NEVER;
  private long notBeforeMs;
  private long nudgedMs;

  private static final long NEVER = -1;

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
    this.settings = settings;
    this.random = random;
    this.participant = new Participant(self, promisedEpoch);
    this.change = new ViewChange(self, settings);
    this.discovery = new Discovery(self, settings, random, nowMs);
  }

  /** The installed view, if there is one. */
  public Optional<View> view() {
    return Optional.ofNullable(participant.view());
  }

  /**
   * In the words of the operations page: joining, member, electing (frozen, or without its leader),
   * leaving.
   */
  public String state() {
    if (leaving || participant.phase() == Phase.LEFT) return "leaving";
    if (participant.view() == null) return "joining";
    return participant.phase() == Phase.ACTIVE ? "member" : "electing";
  }

  @Override
  public List<Output> onMessage(MemberId from, Message message, long nowMs) {
    if (participant.phase() == Phase.LEFT) return List.of();
    if (!(message instanceof MembershipMessage membershipMessage)) return List.of();
    return perform(dispatch(from, membershipMessage, nowMs), nowMs);
  }

  private List<Output> dispatch(MemberId from, MembershipMessage message, long nowMs) {
    if (message instanceof Discover discover) return onDiscover(discover);
    if (message instanceof LeaderHere here) return onLeaderHere(here.leader(), nowMs);
    if (message instanceof Announce announce) return onAnnounce(announce, nowMs);
    if (message instanceof JoinReady ready) return onJoinReady(ready, nowMs);
    if (message instanceof Leave leave) return onLeave(from, leave);
    if (message instanceof Prepare prepare) return onPrepare(prepare, nowMs);
    if (message instanceof PrepareReject reject) return onReject(reject, nowMs);
    if (message instanceof FlushOk ok)
      return change.onFlushOk(from, ok.ballot(), ok.report(), nowMs);
    if (message instanceof Cut cut) return participant.onCut(cut);
    if (message instanceof Flushed flushed) return change.onFlushed(from, flushed.ballot(), nowMs);
    if (message instanceof Install install) return onInstall(install, nowMs);
    if (message instanceof InstallAck ack) {
      change.onInstallAck(from, ack.ballot());
      return List.of();
    }
    throw new AssertionError("no effect for " + message);
  }

  @Override
  public List<Output> onSignal(Signal signal, long nowMs) {
    if (signal instanceof Signal.Confirmed confirmed)
      return perform(onConfirmed(confirmed.member(), nowMs), nowMs);
    if (signal instanceof Signal.Frozen frozen)
      return perform(participant.onFrozen(frozen.ballot(), frozen.report()), nowMs);
    if (signal instanceof Signal.CutReached reached)
      return perform(participant.onCutReached(reached.ballot(), nowMs), nowMs);
    if (signal instanceof Signal.Cleared cleared) roster.onAlive(cleared.member());
    if (signal instanceof Signal.Elected won && won.view().equals(participant.viewId()))
      elected = true;
    return List.of();
  }

  /** The states that {@link MembershipOutput.FetchState} asked for are here. */
  public List<Output> onStateFetched(Ballot ballot, long nowMs) {
    return perform(participant.onStateFetched(ballot, nowMs), nowMs);
  }

  /**
   * This node wants to leave: {@link Left} follows when the others have a view without it, at once
   * if there are no others.
   */
  public List<Output> onLeaveRequested(long nowMs) {
    leaving = true;
    var view = participant.view();
    if (view != null && view.size() > 1) return List.of();
    participant.onLeft(nowMs);
    return List.of(Left.INSTANCE);
  }

  @Override
  public List<Output> onTick(long nowMs) {
    if (participant.phase() == Phase.LEFT) return List.of();
    roster.onTick(nowMs);
    var outputs = new ArrayList<Output>(change.onTick(nowMs));
    if (change.isStuck(nowMs)) giveUp(nowMs);
    var view = participant.view();
    if (view == null && participant.phase() == Phase.LONE)
      outputs.addAll(discovery.askWhoLeads(nowMs));
    if (view != null && view.leader().equals(self.id()) && participant.phase() == Phase.ACTIVE) {
      outputs.addAll(discovery.announce(view, nowMs));
    }
    if (nowMs - nudgedMs >= nudgeMs()) {
      nudgedMs = nowMs;
      outputs.addAll(nudge(view, nowMs));
    }
    outputs.addAll(startIfDue(nowMs));
    return perform(outputs, nowMs);
  }

  // What a leaver and a frozen member ask for, again and again.

  private long nudgeMs() {
    return leaving ? MembershipSettings.RESEND_MS : settings.flushMs();
  }

  private List<Output> nudge(@Nullable View view, long nowMs) {
    if (view == null) return List.of();
    if (leaving) {
      return List.of(
          new Transmit(
              Destination.to(leader(view).orElseGet(() -> heir(view))), new Leave(self.id())));
    }
    // Frozen, and the coordinator is silent: the leader can free this member by another view
    // change.
    if (!isFrozenTooLong(nowMs)) return List.of();
    var ready = new JoinReady(List.of(self), participant.viewId(), participant.promisedEpoch());
    return leader(view)
        .<List<Output>>map(leader -> List.of(new Transmit(Destination.to(leader), ready)))
        .orElse(List.of());
  }

  private boolean isFrozenTooLong(long nowMs) {
    return participant.isFrozen()
        && change.isIdle()
        && nowMs - participant.phaseSinceMs() > 3 * settings.flushMs();
  }

  /** The leader, unless it is this node. */
  private Optional<Member> leader(View view) {
    return view.leader().equals(self.id()) ? Optional.empty() : view.member(view.leader());
  }

  /** Who takes over from a leader that leaves: the largest other member. */
  private Member heir(View view) {
    return view.members().stream()
        .filter(member -> !member.id().equals(self.id()))
        .max(Member::compareTo)
        .orElse(self);
  }

  // Starting a view change.

  private List<Output> startIfDue(long nowMs) {
    if (!change.isIdle() || !isEntitled(nowMs) || nowMs < notBeforeMs) {
      return List.of();
    }
    if (wantedSinceMs == NEVER) wantedSinceMs = nowMs;
    if (nowMs - wantedSinceMs < MembershipSettings.COALESCE_MS) return List.of();
    wantedSinceMs = NEVER;
    var ballot =
        new Ballot(Math.max(participant.promisedEpoch(), roster.highestEpoch()) + 1, self.id());
    var targets = roster.targets(self, participant.view());
    var outputs = new ArrayList<Output>();
    outputs.add(
        new Note(
            "view change started", "ballot " + ballot + " with " + targets.size() + " members"));
    outputs.addAll(change.start(ballot, targets, participant.view(), roster.leaving(), nowMs));
    return outputs;
  }

  private boolean isEntitled(long nowMs) {
    if (leaving) return false;
    var view = participant.view();
    if (elected || owed) return true;
    boolean leads = view == null || view.leader().equals(self.id());
    if (participant.isFrozen()) return leads && isFrozenTooLong(nowMs);
    if (view == null) return discovery.isAlone(nowMs);
    return leads && roster.isChangeWanted(view);
  }

  private void giveUp(long nowMs) {
    change.silent().forEach(roster::onGone);
    if (change.phase() != ViewChange.Phase.INSTALLING) {
      change.silent().forEach(roster::onDead);
      owed = true;
    }
    change.abort();
    notBeforeMs = nowMs;
  }

  // Messages and signals.

  private List<Output> onDiscover(Discover discover) {
    var view = participant.view();
    if (view == null) return List.of();
    var outputs = new ArrayList<Output>();
    for (var member : view.ids()) {
      if (discover.joiner().id().supersedes(member)) outputs.add(new Signal.ProvenDead(member));
    }
    outputs.addAll(discovery.onDiscover(discover, view));
    return outputs;
  }

  private List<Output> onLeaderHere(Member leader, long nowMs) {
    return participant.phase() == Phase.LONE
        ? discovery.onLeaderHere(leader, participant, nowMs)
        : List.of();
  }

  private List<Output> onAnnounce(Announce announce, long nowMs) {
    roster.onEpoch(announce.view().epoch());
    var view = participant.view();
    if (view == null) return onLeaderHere(announce.leader(), nowMs);
    // A leader that is in our view has moved on from it: that it is silent here will be noticed,
    // and settles it.
    if (participant.phase() != Phase.ACTIVE || view.contains(announce.leader().id()))
      return List.of();
    return discovery.onForeignAnnounce(announce, view, participant.promisedEpoch());
  }

  private List<Output> onJoinReady(JoinReady ready, long nowMs) {
    roster.onEpoch(ready.promised());
    var view = participant.view();
    for (var member : ready.members()) {
      if (view == null || !view.contains(member.id())) roster.onReady(member, nowMs);
      else if (ready.promised() > view.id().epoch()) roster.onFrozenMember();
    }
    return List.of();
  }

  private List<Output> onLeave(MemberId from, Leave leave) {
    var view = participant.view();
    if (view == null || !from.equals(leave.member()) || !view.contains(from)) return List.of();
    roster.onLeave(from);
    // The leader that leaves has named this member its heir.
    if (view.leader().equals(from)) elected = true;
    return List.of();
  }

  private List<Output> onPrepare(Prepare prepare, long nowMs) {
    roster.onEpoch(prepare.ballot().epoch());
    long before = participant.promisedEpoch();
    var outputs = participant.onPrepare(prepare, nowMs);
    if (participant.promisedEpoch() > before && !change.isRunning(prepare.ballot())) {
      change.abort();
      elected = false;
      owed = false;
    }
    return outputs;
  }

  private List<Output> onReject(PrepareReject reject, long nowMs) {
    roster.onEpoch(reject.promised());
    if (!change.isRunning(reject.ballot()) || change.phase() != ViewChange.Phase.PREPARING)
      return List.of();
    change.abort();
    owed = true;
    notBeforeMs = nowMs + random.nextLong(MembershipSettings.MAX_BACKOFF_MS + 1);
    return List.of();
  }

  private List<Output> onInstall(Install install, long nowMs) {
    var coordinator = participant.coordinator();
    if (coordinator == null || !coordinator.id().equals(install.ballot().coordinator()))
      return List.of();
    var before = participant.viewId();
    var outputs = participant.onInstall(install, coordinator, nowMs);
    if (participant.viewId().equals(before)) return outputs;
    roster.onInstalled(install.view());
    elected = false;
    owed = false;
    wantedSinceMs = NEVER;
    discovery.announceSoon(nowMs);
    return outputs;
  }

  private List<Output> onConfirmed(MemberId member, long nowMs) {
    roster.onDead(member);
    if (change.onDead(member)) {
      change.abort();
      owed = true;
      notBeforeMs = nowMs;
    }
    return List.of();
  }

  /**
   * What this node sends to itself takes effect in place, so that a coordinator is a participant
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
      }
    }
    return performed;
  }
}
