package dev.parley.chat.accounts;

import dev.parley.chat.accounts.AccountLogEntry.Content;
import dev.parley.chat.accounts.AccountLogEntry.Decision;
import dev.parley.chat.accounts.AccountLogEntry.Electorate;
import dev.parley.chat.accounts.AccountLogEntry.Founding;
import dev.parley.chat.accounts.AccountLogEntry.Opening;
import dev.parley.chat.accounts.AccountLogEntry.Position;
import dev.parley.chat.accounts.AccountLogEntry.RestrictedOpening;
import dev.parley.chat.accounts.LeaderMessage.GiveUpVote;
import dev.parley.chat.accounts.LeaderMessage.Recover;
import dev.parley.chat.accounts.LeaderMessage.Verdict;
import dev.parley.chat.accounts.LeaderMessage.VotersChanged;
import dev.parley.chat.accounts.LeaderMessage.VotersKept;
import dev.parley.chat.accounts.LeaderMessage.VotersQuestion;
import dev.parley.chat.model.Refusal;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.View;
import dev.parley.protocol.multicast.Quorum;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Writes the account log while this member leads: opens the log in each view that may decide,
 * appends decisions, publishes which are decided, and limits the voters to nodes that are present.
 * An instance belongs to one view; the next view has another.
 */
public final class AccountLogLeader {
  /** At most this many entries wait for the disks; a request for one more is answered later. */
  public static final int MAX_UNDECIDED = 256;

  /** A proof that voters are dead is tried again after this time. */
  public static final long PROVE_AGAIN_MS = 1_000;

  /** An action that the shell must perform. */
  public sealed interface Step {}

  /** Multicast this entry; call {@link #onAppended} when it is delivered here. */
  public record Append(AccountLogEntry entry) implements Step {}

  /** Call {@link #onDecided} when the quorums have this member's message {@code seq} on disk. */
  public record Await(long seq, List<Quorum> quorums) implements Step {
    public Await {
      quorums = List.copyOf(quorums);
    }
  }

  /** Multicast that everything up to here is decided. */
  public record Commit(Position upTo) implements Step {}

  /**
   * Call {@link #onProbed} for each of these members: does its machine refuse connections to its
   * bus port?
   */
  public record Probe(List<Member> members) implements Step {
    public Probe {
      members = List.copyOf(members);
    }
  }

  private enum Phase {
    /** No decision was requested yet, and there is no account log. */
    UNFOUNDED,
    /** Half of the voters are present, and the others may be dead. */
    PROVING,
    MINORITY,
    /** The first entry waits for the disks. */
    OPENING,
    OPEN
  }

  private final View view;
  private final MemberId self;
  private final AccountLogSettings settings;
  private final long sinceMs;
  private final DecisionQuorum standing;
  private final TreeSet<String> unproven = new TreeSet<>();
  private final TreeMap<Long, Position> awaited = new TreeMap<>();
  private final VoterDepartures departures;
  private Phase phase;
  private @Nullable AccountLog registry;
  private Position lastIssued;
  private Position lastDecided = new Position(0, 0);
  private boolean hasFailedToProve;
  private @Nullable ForcedRecovery forcedStart;
  private long provedMs;

  /** {@code registry} is the account log of the state when the view began. */
  public AccountLogLeader(
      View view,
      MemberId self,
      Optional<AccountLog> registry,
      AccountLogSettings settings,
      long nowMs) {
    this.view = view;
    this.self = self;
    this.settings = settings;
    this.sinceMs = nowMs;
    this.departures = new VoterDepartures(settings.gatherMs());
    this.registry = registry.orElse(null);
    this.lastIssued = registry.map(AccountLog::last).orElse(new Position(0, 0));
    this.standing =
        registry
            .map(known -> DecisionQuorum.of(known, view, settings.lastSurvivor()))
            .orElseGet(
                () ->
                    new DecisionQuorum(
                        List.of(), nodes(view, AccountLog.MAX_VOTERS), List.of(), ""));
    this.phase = registry.isEmpty() ? Phase.UNFOUNDED : Phase.MINORITY;
  }

  private List<String> here() {
    return nodes(view, View.MAX_MEMBERS);
  }

  private static List<String> nodes(View view, int atMost) {
    return view.ids().stream().map(MemberId::node).limit(atMost).toList();
  }

  /** The view has begun. */
  public List<Step> begin(long nowMs) {
    if (phase == Phase.UNFOUNDED || !standing.mayDecide()) return List.of();
    if (standing.missing().isEmpty()) return open();
    phase = Phase.PROVING;
    return prove(nowMs);
  }

  private List<Step> prove(long nowMs) {
    provedMs = nowMs;
    unproven.clear();
    standing.missing().forEach(member -> unproven.add(member.id().node()));
    return List.of(new Probe(standing.missing()));
  }

  private List<Step> open() {
    phase = Phase.OPENING;
    var known = registry;
    var founding = known == null ? Founding.first(view.id().epoch(), self) : known.latestFounding();
    var opening = new Opening(founding, view.members(), standing.voters());
    boolean isRestricted = known == null && settings.registration() != Registration.OPEN;
    return List.of(
        append(isRestricted ? new RestrictedOpening(opening, settings.registration()) : opening));
  }

  private Append append(Content content) {
    lastIssued = lastIssued.next(view.id().epoch());
    return new Append(new AccountLogEntry(lastIssued, content));
  }

  /**
   * A decision is requested. The first request founds the account log, with all members that are
   * present.
   */
  public List<Step> onWanted() {
    return phase == Phase.UNFOUNDED ? open() : List.of();
  }

  /** The reason why nothing can be decided in this view; empty if there is none. */
  public Optional<Refusal> refusal() {
    boolean isUnproven = phase == Phase.PROVING && hasFailedToProve;
    if (phase != Phase.MINORITY && !isUnproven) return Optional.empty();
    var reason = isUnproven ? standing.proofWanted().orElse("") : standing.reason();
    var text =
        "Accounts cannot be changed in this part of the cluster: "
            + reason
            + ". Chat continues; try again when the other servers are back; "
            + RecoveryPlan.WAY_BACK
            + ".";
    return Optional.of(Refusal.retry(Refusal.Code.NO_QUORUM, text, 2_000));
  }

  /** Whether a decision may be made now; otherwise it is refused, or will be asked for again. */
  public boolean isOpen() {
    return phase == Phase.OPEN && lastIssued.index() - lastDecided.index() < MAX_UNDECIDED;
  }

  /** Appends a decision; only while {@link #isOpen}. */
  public Step decide(AccountChange change) {
    return append(new Decision(change));
  }

  // The voters themselves.

  /** If the question is repeated, or another recovery is under way, nothing more happens. */
  public List<Step> onVotersQuestion(VotersQuestion question, long nowMs) {
    if (question instanceof Recover recover) return onRecover(recover);
    if (question instanceof GiveUpVote leaving) {
      if (here().contains(leaving.node())) departures.onLeaving(leaving.node(), nowMs);
      return List.of();
    }
    throw new AssertionError("no effect for " + question);
  }

  private List<Step> onRecover(Recover order) {
    var current = forcedStart;
    boolean isUnderWay = current != null && current.refusal().isEmpty();
    boolean isSame = current != null && current.order().id() == order.id();
    if (isUnderWay || isSame || isRecovered(order)) return List.of();
    forcedStart =
        new ForcedRecovery(order, Optional.ofNullable(registry), view, settings.lastSurvivor());
    return forceIfReady(List.of(new Probe(forcedStart.asked())));
  }

  /**
   * Whether the log has the recovery, decided or not: then this view opens like any other, or waits
   * for the disks.
   */
  private boolean isRecovered(Recover order) {
    return registry != null && isOf(registry.latestFounding(), order);
  }

  private static boolean isOf(Founding founding, Recover order) {
    return founding.generation() == order.generation() && founding.id() == order.id();
  }

  private List<Step> forceIfReady(List<Step> otherwise) {
    var current = forcedStart;
    if (current == null || registry == null || !current.isOpen()) return List.of();
    if (phase != Phase.MINORITY && phase != Phase.PROVING) {
      // The proof that the others are dead came first.
      current.refuse("Accounts can be changed again: there is nothing to recover.");
      return List.of();
    }
    if (!current.isReady()) return otherwise;
    current.performed();
    phase = Phase.OPENING;
    var founding = registry.latestFounding().forced(current.order().id());
    var voters = RecoveryPlan.of(registry, view).voters();
    return List.of(append(new Opening(founding, view.members(), voters)));
  }

  /** The outcome of the question; empty while it is undecided: then the caller waits. */
  public Optional<Verdict> verdict(VotersQuestion question) {
    if (question instanceof Recover recover) return recovered(recover);
    if (question instanceof GiveUpVote leaving) return givenUp(leaving.node());
    throw new AssertionError("no verdict on " + question);
  }

  private Optional<Verdict> recovered(Recover order) {
    if (registry != null && isOf(registry.founding(), order))
      return Optional.of(new VotersChanged(registry.voters()));
    var current = forcedStart;
    if (current == null || isRecovered(order)) return Optional.empty();
    if (current.order().id() != order.id())
      return Optional.of(new VotersKept("Another recovery is under way: wait for its end."));
    return current.refusal().map(VotersKept::new);
  }

  private Optional<Verdict> givenUp(String node) {
    if (phase == Phase.OPENING) return Optional.empty();
    if (phase != Phase.OPEN || registry == null)
      return Optional.of(new VotersKept("This part of the cluster cannot decide."));
    boolean votes = registry.voters().contains(node) || registry.electorate().contains(node);
    if (!votes) return Optional.of(new VotersChanged(registry.voters()));
    boolean isSafe = departures.isSafe(node, registry.electorate(), here());
    return isSafe
        ? Optional.empty()
        : Optional.of(new VotersKept("Too few other voters would stay."));
  }

  /** An entry of this leader was delivered here as this member's message {@code seq}. */
  public List<Step> onAppended(AccountLogEntry entry, AccountLog after, long seq) {
    registry = after;
    awaited.put(seq, entry.position());
    return List.of(new Await(seq, quorums(entry, after)));
  }

  private List<Quorum> quorums(AccountLogEntry entry, AccountLog after) {
    var opening = entry.opening();
    if (opening.isPresent()) {
      // Of the members that are present, none must vote with the others any more, whatever happens
      // to this entry.
      if (after.isBeingForced() && forcedStart != null)
        return List.of(new Quorum(here(), here().size()));
      return standing.mayDecide()
          ? standing.quorums()
          : List.of(Quorum.majorityOf(opening.get().voters()));
    }
    var latest = Quorum.majorityOf(after.electorate());
    return after.electorate().equals(after.voters())
        ? List.of(latest)
        : List.of(Quorum.majorityOf(after.voters()), latest);
  }

  /** The quorums have this member's message {@code seq}, and all messages before it. */
  public List<Step> onDecided(long seq) {
    var done = awaited.headMap(seq, true);
    if (done.isEmpty()) return List.of();
    lastDecided = done.lastEntry().getValue();
    done.clear();
    return List.of(new Commit(lastDecided));
  }

  /** The decided entries were applied here. */
  public void onCommitted(AccountLog after) {
    registry = after;
    if (phase == Phase.OPENING && after.committed().epoch() == view.id().epoch())
      phase = Phase.OPEN;
  }

  /** Takes the answer of {@code member}'s machine about its port. */
  public List<Step> onProbed(Member member, PortAnswer answer) {
    if (forcedStart != null) forcedStart.onProbed(member, answer);
    var steps = new ArrayList<>(prove(member, answer));
    steps.addAll(forceIfReady(List.of()));
    return steps;
  }

  private List<Step> prove(Member member, PortAnswer answer) {
    if (phase != Phase.PROVING) return List.of();
    if (answer != PortAnswer.REFUSES) {
      hasFailedToProve = true;
      return List.of();
    }
    unproven.remove(member.id().node());
    return unproven.isEmpty() ? open() : List.of();
  }

  public List<Step> onTick(long nowMs) {
    if (phase == Phase.PROVING && nowMs - provedMs >= PROVE_AGAIN_MS) return prove(nowMs);
    var log = registry;
    boolean isQuiet = phase == Phase.OPEN && log != null && lastIssued.equals(log.committed());
    return log != null && isQuiet ? electorate(log.voters(), nowMs) : List.of();
  }

  private List<Step> electorate(List<String> voters, long nowMs) {
    var here = here();
    var next = new ArrayList<>(voters);
    var leaving = departures.next(voters, here, nowMs);
    var missing = voters.stream().filter(voter -> !here.contains(voter)).findFirst();
    var added =
        here.stream()
            .filter(node -> !voters.contains(node) && !departures.isLeaving(node))
            .findFirst();
    if (leaving.isPresent()) {
      next.remove(leaving.get());
    } else if (missing.isPresent() && nowMs - sinceMs >= settings.demoteMs()) {
      next.remove(missing.get());
    } else if (added.isPresent()
        && voters.size() < AccountLog.MAX_VOTERS
        && nowMs - sinceMs >= settings.promoteMs()) {
      next.add(added.get());
      next.sort(null);
    } else {
      return List.of();
    }
    return List.of(append(new Electorate(next)));
  }
}
