package dev.parley.protocol.membership;

import dev.parley.protocol.Ballot;
import dev.parley.protocol.Destination;
import dev.parley.protocol.FlushReport;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.membership.MembershipMessage.Cut;
import dev.parley.protocol.membership.MembershipMessage.Install;
import dev.parley.protocol.membership.MembershipMessage.Prepare;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A coordinator's side of one view change at a time: one method for each event, and in each a row
 * for each phase, as in the coordinator's table of doc/protocol/membership.md. PREPARE, CUT,
 * INSTALL, each sent again until every member concerned has answered. Any member may coordinate,
 * also two at once: the participants' promises keep that harmless. The view consists of the members
 * that reported, and is installed only after every one of them has flushed.
 */
final class ViewChange {
  enum Phase {
    IDLE,
    PREPARING,
    CUTTING,
    INSTALLING
  }

  private final Member self;
  private final MembershipSettings settings;

  private Phase phase = Phase.IDLE;
  private long phaseSinceMs;
  private long sentMs;
  private @Nullable Ballot ballot;
  private MembershipMessage.@Nullable Step question;
  private int attempt;
  private final SortedMap<MemberId, Member> targets = new TreeMap<>();
  private final SortedSet<MemberId> watched = new TreeSet<>();
  private final SortedSet<MemberId> leaving = new TreeSet<>();
  private final SortedMap<Member, FlushReport> reports = new TreeMap<>();
  private final SortedSet<MemberId> answered = new TreeSet<>();
  private final SortedSet<MemberId> leftOut = new TreeSet<>();
  private List<MembershipMessage.ComponentCut> components = List.of();

  ViewChange(Member self, MembershipSettings settings) {
    this.self = self;
    this.settings = settings;
  }

  Phase phase() {
    return phase;
  }

  boolean isIdle() {
    return phase == Phase.IDLE;
  }

  boolean isRunning(Ballot candidate) {
    return !isIdle() && candidate.equals(ballot);
  }

  /**
   * Starts over with {@code next}. {@code view} is the coordinator's own: its members are watched
   * for silence, others are timed.
   */
  List<Output> start(
      Ballot next,
      List<Member> wanted,
      @Nullable View view,
      SortedSet<MemberId> leavers,
      long nowMs) {
    ballot = next;
    targets.clear();
    watched.clear();
    leaving.clear();
    reports.clear();
    leftOut.clear();
    wanted.forEach(target -> targets.put(target.id(), target));
    if (view != null) view.ids().stream().filter(targets::containsKey).forEach(watched::add);
    leaving.addAll(leavers);
    return ask(Phase.PREPARING, new Prepare(next, self, wanted), nowMs);
  }

  void abort() {
    phase = Phase.IDLE;
    ballot = null;
  }

  List<Output> onFlushOk(MemberId from, Ballot answeredBallot, FlushReport report, long nowMs) {
    var target = targets.get(from);
    if (target == null || !isRunning(answeredBallot)) return List.of();
    return switch (phase) {
      // Reported before: the answer was under way twice.
      case IDLE, CUTTING, INSTALLING -> List.of();
      case PREPARING -> {
        reports.put(target, report);
        yield answered(from, nowMs);
      }
    };
  }

  List<Output> onFlushed(MemberId from, Ballot answeredBallot, long nowMs) {
    if (!isRunning(answeredBallot) || !targets.containsKey(from)) return List.of();
    return switch (phase) {
      // No member flushes before the cut; after it, the answer was under way twice.
      case IDLE, PREPARING, INSTALLING -> List.of();
      case CUTTING -> answered(from, nowMs);
    };
  }

  /** A target is fetching: that is progress, and the others are notified to continue to wait. */
  List<Output> onFetching(MemberId from, Ballot fetchedFor, long nowMs) {
    boolean isAwaited =
        phase == Phase.CUTTING && targets.containsKey(from) && !answered.contains(from);
    if (!isAwaited || !isRunning(fetchedFor)) return List.of();
    phaseSinceMs = nowMs;
    return List.of(
        new Transmit(Destination.Group.INSTANCE, new MembershipMessage.Fetching(fetchedFor)));
  }

  List<Output> onInstallAck(MemberId from, Ballot answeredBallot, long nowMs) {
    if (!isRunning(answeredBallot) || !targets.containsKey(from)) return List.of();
    return switch (phase) {
      case IDLE, PREPARING, CUTTING -> List.of();
      case INSTALLING -> answered(from, nowMs);
    };
  }

  private List<Output> answered(MemberId from, long nowMs) {
    answered.add(from);
    return proceed(nowMs);
  }

  /** Returns true if {@code member} is a target of the attempt that runs, or ran last. */
  boolean hasAsked(MemberId member) {
    return targets.containsKey(member);
  }

  /** A member promised another ballot. Returns true if this attempt is lost. */
  boolean onReject(Ballot refused) {
    if (!isRunning(refused)) return false;
    return switch (phase) {
      // Once all have flushed it is too late: some may have installed the view already.
      case IDLE, INSTALLING -> false;
      case PREPARING, CUTTING -> true;
    };
  }

  /**
   * A target died. Returns true if this attempt is lost: a cut with it cannot be installed without
   * it. That holds for one that leaves, too: the others may need messages that only it has.
   */
  boolean onDead(MemberId member) {
    if (!targets.containsKey(member)) return false;
    return switch (phase) {
      case IDLE -> false;
      case PREPARING, INSTALLING -> {
        forget(member);
        yield false;
      }
      case CUTTING -> true;
    };
  }

  /** No progress for too long. Returns true if the attempt is lost, and not only late for some. */
  boolean onStuck() {
    return switch (phase) {
      // Members that flushed install it when INSTALL reaches them, or are released by the next view
      // change.
      case IDLE, INSTALLING -> false;
      case PREPARING, CUTTING -> true;
    };
  }

  private void forget(MemberId member) {
    targets.remove(member);
    answered.remove(member);
    reports.keySet().removeIf(reporter -> reporter.id().equals(member));
  }

  /**
   * Asks again, gives up on targets that no member watches, continues when no answer is missing.
   */
  List<Output> onTick(long nowMs) {
    if (isIdle()) return List.of();
    var outputs = new ArrayList<Output>();
    if (nowMs - sentMs >= settings.resendMs(attempt - 1)) outputs.addAll(askAgain(nowMs));
    if (phase == Phase.PREPARING) leaveOutTheSilent(nowMs);
    outputs.addAll(proceed(nowMs));
    return outputs;
  }

  private List<Output> askAgain(long nowMs) {
    sentMs = nowMs;
    attempt++;
    var repeated = question;
    var silent = silent();
    if (repeated == null || silent.isEmpty()) return List.of();
    var outputs = new ArrayList<Output>();
    for (var target : targets.values()) {
      if (!answered.contains(target.id()))
        outputs.add(new Transmit(Destination.to(target), repeated));
    }
    // It may be the link that is silent, not the member.
    if (attempt % MembershipSettings.RELAY_ATTEMPTS == 0)
      outputs.add(
          new Transmit(
              Destination.Group.INSTANCE,
              new MembershipMessage.Relayed(self.id(), attempt, silent, repeated)));
    return outputs;
  }

  /**
   * Returns true if this attempt has not progressed for so long that it should be started again.
   */
  boolean isStuck(long nowMs) {
    return !isIdle() && nowMs - phaseSinceMs > MembershipSettings.FLUSH_TRIES * settings.flushMs();
  }

  /** The targets that have not answered yet. */
  List<MemberId> silent() {
    return targets.keySet().stream().filter(target -> !answered.contains(target)).toList();
  }

  /** The targets that are no longer waited for since the last call: a live one asks again. */
  List<MemberId> takeLeftOut() {
    var taken = List.copyOf(leftOut);
    leftOut.clear();
    return taken;
  }

  // A joiner is watched by no member and may be gone; a member is left out on silence only when the
  // others confirmed it.
  private void leaveOutTheSilent(long nowMs) {
    if (nowMs - phaseSinceMs < MembershipSettings.PREPARE_TRIES * settings.prepareMs()) return;
    for (var target : silent()) {
      // This member is not silent, its own report is only late: a pause can make it so.
      if (target.equals(self.id())) continue;
      if (watched.contains(target) && !leaving.contains(target)) continue;
      forget(target);
      leftOut.add(target);
    }
  }

  /** Continues if no answer is missing. */
  List<Output> proceed(long nowMs) {
    if (!answered.containsAll(targets.keySet())) return List.of();
    return switch (phase) {
      case IDLE -> List.of();
      case PREPARING -> cut(nowMs);
      case CUTTING -> install(nowMs);
      case INSTALLING -> {
        abort();
        yield List.of();
      }
    };
  }

  private List<Output> cut(long nowMs) {
    components = CutRule.decide(reports);
    var outputs = ask(Phase.CUTTING, new Cut(runningBallot(), components), nowMs);
    // A leaver supplies the messages that the others miss, and has nothing to flush for.
    answered.addAll(leaving);
    return outputs;
  }

  private List<Output> install(long nowMs) {
    var members =
        targets.values().stream().filter(target -> !leaving.contains(target.id())).toList();
    var id = new ViewId(runningBallot().epoch(), self.id());
    var left = leaving.stream().filter(targets::containsKey).toList();
    return ask(
        Phase.INSTALLING,
        new Install(runningBallot(), View.of(id, members), CutRule.base(components), left),
        nowMs);
  }

  private List<Output> ask(Phase next, MembershipMessage.Step message, long nowMs) {
    phase = next;
    phaseSinceMs = nowMs;
    sentMs = nowMs;
    question = message;
    attempt = 1;
    answered.clear();
    return List.of(
        new Transmit(Destination.Group.INSTANCE, message),
        new Transmit(Destination.to(self), message));
  }

  private Ballot runningBallot() {
    var running = ballot;
    if (running == null) throw new IllegalStateException("no ballot in phase " + phase);
    return running;
  }
}
