package dev.parley.protocol.membership;

import dev.parley.protocol.Ballot;
import dev.parley.protocol.Destination;
import dev.parley.protocol.FlushReport;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.Signal;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.membership.MembershipMessage.ComponentCut;
import dev.parley.protocol.membership.MembershipMessage.Cut;
import dev.parley.protocol.membership.MembershipMessage.Fetching;
import dev.parley.protocol.membership.MembershipMessage.FlushOk;
import dev.parley.protocol.membership.MembershipMessage.Flushed;
import dev.parley.protocol.membership.MembershipMessage.Install;
import dev.parley.protocol.membership.MembershipMessage.InstallAck;
import dev.parley.protocol.membership.MembershipMessage.JoinReady;
import dev.parley.protocol.membership.MembershipMessage.Prepare;
import dev.parley.protocol.membership.MembershipMessage.PrepareReject;
import dev.parley.protocol.membership.MembershipOutput.FetchState;
import dev.parley.protocol.membership.MembershipOutput.Left;
import dev.parley.protocol.membership.MembershipOutput.PersistPromise;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A member's side of the view change: one method for each event, and in each a row for each phase,
 * as in the participant's table of doc/protocol/membership.md. Every event may come again at any
 * time: a repeated question gets the same answer, and changes nothing. Safety rests on it alone: it
 * promises at most one ballot per epoch and only larger epochs than before, reports after it is
 * frozen, and installs only the ballot that it promised last and flushed for.
 */
final class Participant {
  enum Phase {
    /** No view yet. */
    LONE,
    /** In a view, sending and delivering. */
    ACTIVE,
    /** Promised a ballot and frozen. */
    PROMISED,
    /** Delivered the cut; waits for the view. */
    FLUSHED,
    LEFT
  }

  private final Member self;
  private final SharedSettings terms;
  private long promisedEpoch;
  private Phase phase = Phase.LONE;
  private long phaseSinceMs;
  private @Nullable View view;
  private @Nullable Ballot promised;
  private @Nullable Member coordinator;

  /** The coordinator that this member promised before: its ballots can no longer be flushed. */
  private @Nullable Member overtaken;

  private @Nullable FlushReport report;
  private @Nullable Cut cut;
  private VersionVector reach = VersionVector.EMPTY;
  private long fetchingSinceMs;

  /**
   * {@code promisedEpoch} is the largest epoch that this node ever promised, in this life or an
   * earlier one.
   */
  Participant(Member self, SharedSettings terms, long promisedEpoch) {
    this.self = self;
    this.terms = terms;
    this.promisedEpoch = promisedEpoch;
  }

  Phase phase() {
    return phase;
  }

  long phaseSinceMs() {
    return phaseSinceMs;
  }

  boolean isFrozen() {
    return phase == Phase.PROMISED || phase == Phase.FLUSHED;
  }

  @Nullable View view() {
    return view;
  }

  ViewId viewId() {
    return view == null ? ViewId.none(self.id()) : view.id();
  }

  /** Returns true if this member leads its view. */
  boolean leads() {
    return view != null && view.leader().equals(self.id());
  }

  long promisedEpoch() {
    return promisedEpoch;
  }

  List<Output> onPrepare(Prepare prepare, long nowMs) {
    boolean isTarget = prepare.targets().stream().anyMatch(target -> target.id().equals(self.id()));
    if (!isTarget) return List.of();
    return switch (phase) {
      case LEFT -> List.of();
      case LONE, ACTIVE -> promise(prepare, nowMs);
      case PROMISED, FLUSHED ->
          prepare.ballot().equals(promised) ? answer() : promise(prepare, nowMs);
    };
  }

  private List<Output> promise(Prepare prepare, long nowMs) {
    // Strictly larger: with equal epochs two coordinators could each be promised by a part, and two
    // views of one epoch overlap.
    if (prepare.ballot().epoch() <= promisedEpoch) {
      return List.of(
          new Transmit(
              Destination.to(prepare.coordinator()),
              new PrepareReject(prepare.ballot(), promisedEpoch)));
    }
    overtaken = coordinator;
    promised = prepare.ballot();
    promisedEpoch = prepare.ballot().epoch();
    coordinator = prepare.coordinator();
    report = null;
    cut = null;
    enter(Phase.PROMISED, nowMs);
    return List.of(new PersistPromise(promisedEpoch), new Signal.Freeze(prepare.ballot()));
  }

  /** A repeated question gets the same answer: the report is made once, when frozen. */
  private List<Output> answer() {
    var made = report;
    return made == null ? List.of() : toCoordinator(new FlushOk(promisedBallot(), made));
  }

  List<Output> onFrozen(Ballot ballot, FlushReport frozen) {
    if (!ballot.equals(promised)) return List.of();
    return switch (phase) {
      case LONE, ACTIVE, FLUSHED, LEFT -> List.of();
      case PROMISED -> {
        // Made once: messages that a later report would add were not frozen.
        if (report == null) report = frozen;
        yield answer();
      }
    };
  }

  List<Output> onCut(Cut decided) {
    if (!decided.ballot().equals(promised) || !isFrozen()) return refuse(decided.ballot());
    return switch (phase) {
      case LONE, ACTIVE, LEFT -> List.of();
      // Once is enough: reaching the cut, and fetching for it, end in FLUSHED.
      case PROMISED -> cut == null ? deliver(decided) : List.of();
      case FLUSHED -> toCoordinator(new Flushed(decided.ballot()));
    };
  }

  private List<Output> deliver(Cut decided) {
    for (var component : decided.components()) {
      if (!component.lastView().equals(viewId())) continue;
      cut = decided;
      reach = component.reach();
      boolean isWanted = decided.components().stream().anyMatch(other -> meets(component, other));
      return List.of(new Signal.CutDecided(decided.ballot(), reach, component.holders(), isWanted));
    }
    return List.of();
  }

  /** Whether members of one of two components fetch the state of the other. */
  private static boolean meets(ComponentCut own, ComponentCut other) {
    return CutRule.needs(other.lastView(), other.reach(), own)
        || CutRule.needs(own.lastView(), own.reach(), other);
  }

  // Its coordinator would wait for this member's FLUSHED, and keep all others frozen meanwhile.
  private List<Output> refuse(Ballot ballot) {
    var to = overtaken;
    if (to == null || !to.id().equals(ballot.coordinator()) || ballot.epoch() >= promisedEpoch)
      return List.of();
    return List.of(new Transmit(Destination.to(to), new PrepareReject(ballot, promisedEpoch)));
  }

  List<Output> onCutReached(Ballot ballot, long nowMs) {
    var decided = cut;
    if (decided == null || !ballot.equals(promised)) return List.of();
    return switch (phase) {
      case LONE, ACTIVE, FLUSHED, LEFT -> List.of();
      case PROMISED -> fetchOrFlush(decided, nowMs);
    };
  }

  private List<Output> fetchOrFlush(Cut decided, long nowMs) {
    var unknown =
        decided.components().stream()
            .filter(component -> CutRule.needs(viewId(), reach, component))
            .map(ComponentCut::holders)
            .toList();
    if (unknown.isEmpty()) return flushed(nowMs);
    fetchingSinceMs = nowMs;
    return List.of(new FetchState(decided.ballot(), unknown));
  }

  /**
   * More of the states has arrived: this member and the others continue to wait, but not for ever.
   */
  List<Output> onStateProgress(Ballot ballot, long nowMs) {
    boolean isWaiting = phase == Phase.PROMISED && cut != null && ballot.equals(promised);
    if (!isWaiting || nowMs - fetchingSinceMs > MembershipSettings.MAX_FETCH_MS) return List.of();
    phaseSinceMs = nowMs;
    return toCoordinator(new Fetching(ballot));
  }

  /** The coordinator waits for a member that is fetching. */
  void onFetching(MemberId from, Ballot ballot, long nowMs) {
    boolean isCoordinators = coordinator != null && coordinator.id().equals(from);
    if (isCoordinators && isFrozen() && ballot.equals(promised)) phaseSinceMs = nowMs;
  }

  List<Output> onStateFetched(Ballot ballot, long nowMs) {
    if (cut == null || !ballot.equals(promised)) return List.of();
    return switch (phase) {
      case LONE, ACTIVE, FLUSHED, LEFT -> List.of();
      case PROMISED -> flushed(nowMs);
    };
  }

  private List<Output> flushed(long nowMs) {
    enter(Phase.FLUSHED, nowMs);
    return toCoordinator(new Flushed(promisedBallot()));
  }

  List<Output> onInstall(Install install, Member sender, long nowMs) {
    if (install.view().id().equals(viewId()))
      return List.of(new Transmit(Destination.to(sender), new InstallAck(install.ballot())));
    if (!install.ballot().equals(promised) || !isOwnEnd(install)) return List.of();
    boolean isIn = install.view().contains(self.id());
    return switch (phase) {
      case LONE, ACTIVE, LEFT -> List.of();
      case PROMISED -> isIn ? List.of() : without(install, sender, nowMs);
      case FLUSHED -> isIn ? installed(install, sender, nowMs) : without(install, sender, nowMs);
    };
  }

  /** How many messages this member sent it knows best: a base beyond that is wrong. */
  private boolean isOwnEnd(Install install) {
    var made = report;
    return made == null
        || install.base().get(self.id()) == made.delivered().get(self.id())
        || !install.view().contains(self.id());
  }

  private List<Output> without(Install install, Member sender, long nowMs) {
    // Left out because its answer came too late: it lives, and wants to come back.
    if (!install.left().contains(self.id()))
      return List.of(new Transmit(Destination.to(sender), ready()));
    enter(Phase.LEFT, nowMs);
    return List.of(
        new Transmit(Destination.to(sender), new InstallAck(install.ballot())), Left.INSTANCE);
  }

  private List<Output> installed(Install install, Member sender, long nowMs) {
    var outputs = new ArrayList<Output>();
    outputs.addAll(ViewNotes.between(self.id(), view, install));
    view = install.view();
    promised = null;
    enter(Phase.ACTIVE, nowMs);
    outputs.add(new Signal.ViewInstalled(install.view(), install.base()));
    outputs.add(new Transmit(Destination.to(sender), new InstallAck(install.ballot())));
    return outputs;
  }

  /** The message of this member to any node that can bring it into a view. */
  JoinReady ready() {
    return new JoinReady(List.of(self), viewId(), promisedEpoch, terms);
  }

  void onLeft(long nowMs) {
    enter(Phase.LEFT, nowMs);
  }

  @Nullable Member coordinator() {
    return coordinator;
  }

  private void enter(Phase next, long nowMs) {
    phase = next;
    phaseSinceMs = nowMs;
  }

  private List<Output> toCoordinator(MembershipMessage message) {
    var to = coordinator;
    if (to == null) throw new IllegalStateException("promised without a coordinator");
    return List.of(new Transmit(Destination.to(to), message));
  }

  private Ballot promisedBallot() {
    var ballot = promised;
    if (ballot == null) throw new IllegalStateException("no ballot is promised in phase " + phase);
    return ballot;
  }
}
