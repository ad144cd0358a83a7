package dev.parley.protocol.membership;

import dev.parley.protocol.Destination;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.View;
import dev.parley.protocol.membership.MembershipMessage.Announce;
import dev.parley.protocol.membership.MembershipMessage.Discover;
import dev.parley.protocol.membership.MembershipMessage.JoinReady;
import dev.parley.protocol.membership.MembershipMessage.LeaderHere;
import dev.parley.protocol.membership.MembershipOutput.CopyState;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The way in which nodes and parts of a group find each other: a node without a view asks for the
 * leader, a leader answers and announces itself, and the leader of the smaller part offers all its
 * members to the leader of the larger.
 */
final class MemberDiscovery {
  private final Member self;
  private final MembershipSettings settings;
  private final RandomGenerator random;
  private final long aloneAtMs;
  private final long startedMs;
  private long discoverAtMs;
  private long announceAtMs;
  private long leaderHeardMs = NEVER;

  /** The leader that this node heard last, and asks to take it in. */
  private @Nullable Member leader;

  private long copyingSinceMs = NEVER;
  private boolean isCopied;

  /** Whether this node asks {@link #leader} to take it in when the copy has ended. */
  private boolean isToAsk;

  /** The view whose members come over together; null for a node without one. */
  private @Nullable View part;

  private static final long NEVER = Long.MIN_VALUE;

  MemberDiscovery(Member self, MembershipSettings settings, RandomGenerator random, long nowMs) {
    this.self = self;
    this.settings = settings;
    this.random = random;
    this.startedMs = nowMs;
    this.discoverAtMs = nowMs;
    // Nodes that start together should not all found a group at the same moment.
    this.aloneAtMs =
        nowMs + settings.aloneAfterMs() + random.nextLong(settings.aloneAfterMs() / 2 + 1);
  }

  /** Returns true if this node has waited long enough for a leader to found a group of its own. */
  boolean isAlone(long nowMs) {
    if (isCopying(nowMs)) return false;
    if (leaderHeardMs != NEVER && nowMs - leaderHeardMs < patienceMs(nowMs)) return false;
    return nowMs >= aloneAtMs;
  }

  /** It has a leader then: one that is gone ends the copy. */
  private boolean isCopying(long nowMs) {
    return !isCopied
        && copyingSinceMs != NEVER
        && nowMs - copyingSinceMs <= MembershipSettings.MAX_COPY_MS;
  }

  /** A leader that lives answers every question, also while a view change takes its time. */
  private long patienceMs(long nowMs) {
    long questionsMs = MembershipSettings.UNANSWERED_DISCOVERS * discoverEveryMs(nowMs);
    return Math.min(
        MembershipSettings.LEADER_PATIENCE_MS, Math.max(settings.aloneAfterMs(), questionsMs));
  }

  /** Quick at first, because there usually is a leader; then rarer. */
  private long discoverEveryMs(long nowMs) {
    return Math.max(MembershipSettings.DISCOVER_MS, Math.min(1_000, (nowMs - startedMs) / 8));
  }

  List<Output> askWhoLeads(long nowMs) {
    if (nowMs < discoverAtMs) return List.of();
    discoverAtMs = nowMs + discoverEveryMs(nowMs);
    return List.of(
        new Transmit(Destination.Group.INSTANCE, new Discover(self, false, settings.terms())),
        new Transmit(Destination.Seeds.INSTANCE, new Discover(self, true, settings.terms())));
  }

  /** A leader that this node cannot join is still a reason not to found a group beside it. */
  void onForeignTerms(long nowMs) {
    leaderHeardMs = nowMs;
  }

  /**
   * All members wait while one that joins fetches what it lacks, so it copies most of that before
   * it asks. A frozen one has asked.
   */
  List<Output> onLeaderHere(Member heard, Participant participant, long nowMs) {
    leaderHeardMs = nowMs;
    leader = heard;
    part = null;
    return participant.isFrozen() ? ready(heard, participant) : copyFirst(participant, nowMs);
  }

  private List<Output> copyFirst(Participant participant, long nowMs) {
    var heard = Objects.requireNonNull(leader);
    isToAsk = true;
    var copy = copyOnce(heard, nowMs);
    return isCopying(nowMs) ? copy : ready(heard, participant);
  }

  private List<Output> copyOnce(Member holder, long nowMs) {
    if (copyingSinceMs != NEVER) return List.of();
    copyingSinceMs = nowMs;
    return List.of(new CopyState(holder));
  }

  /** As much has been copied as can be. */
  List<Output> onStateCopied(Participant participant, long nowMs) {
    if (isCopied || copyingSinceMs == NEVER) return List.of();
    isCopied = true;
    var heard = leader;
    if (!isToAsk || heard == null) return List.of();
    leaderHeardMs = nowMs;
    boolean isFree =
        participant.phase() == Participant.Phase.LONE
            || participant.phase() == Participant.Phase.ACTIVE;
    return isFree ? ready(heard, participant) : List.of();
  }

  /** What was copied before is dropped; the next view may be far ahead again. */
  void onInstalled(long nowMs) {
    isCopied = false;
    isToAsk = false;
    copyingSinceMs = NEVER;
    announceAtMs = nowMs;
  }

  private List<Output> ready(Member leader, Participant participant) {
    var all = part;
    var ready =
        all == null
            ? participant.ready()
            : new JoinReady(all.members(), all.id(), participant.promisedEpoch(), settings.terms());
    return List.of(new Transmit(Destination.to(leader), ready));
  }

  /** Whether this node asks {@code member} to take it in, or is about to. */
  boolean hasAsked(MemberId member) {
    return leader != null && leader.id().equals(member);
  }

  /**
   * The leader answers with its address; another member passes the question on where it was asked
   * to.
   */
  List<Output> onDiscover(Discover discover, View view) {
    if (view.leader().equals(self.id())) {
      return List.of(
          new Transmit(
              Destination.to(discover.joiner()),
              // A node that cannot come in gets the reason, and founds no group beside this one.
              settings.terms().agreesWith(discover.terms())
                  ? new LeaderHere(view.id(), self, view.size())
                  : announcement(view)));
    }
    var leader = view.member(view.leader());
    if (!discover.forward() || leader.isEmpty()) return List.of();
    return List.of(
        new Transmit(
            Destination.to(leader.get()),
            new Discover(discover.joiner(), false, discover.terms())));
  }

  /**
   * Two incarnations of one node are never in one view: the earlier one that wants to come in is
   * notified of the later one, and stops then.
   */
  Optional<Output> laterLife(@Nullable View view, Member joiner) {
    if (view == null) return Optional.empty();
    return view.members().stream()
        .filter(member -> member.id().supersedes(joiner.id()))
        .findFirst()
        .map(
            later ->
                new Transmit(Destination.to(joiner), new Discover(later, false, settings.terms())));
  }

  List<Output> announce(View view, long nowMs) {
    if (nowMs < announceAtMs) return List.of();
    announceAtMs =
        nowMs + settings.announceMs() * 3 / 4 + random.nextLong(settings.announceMs() / 2 + 1);
    var announce = announcement(view);
    return List.of(
        new Transmit(Destination.Group.INSTANCE, announce),
        new Transmit(Destination.Seeds.INSTANCE, announce));
  }

  private Announce announcement(View view) {
    return new Announce(view.id(), self, view.size(), settings.terms());
  }

  /**
   * Another leader than ours was heard: the leader of the smaller part asks to come over, the other
   * makes itself heard. What the other part has is copied first, by every member that hears its
   * leader: all of both parts wait later for the one that lacks most.
   */
  List<Output> onForeignAnnounce(Announce foreign, View view, Participant participant, long nowMs) {
    if (view.leader().equals(self.id()) && outranks(foreign, view)) {
      leader = foreign.leader();
      part = view;
      return copyFirst(participant, nowMs);
    }
    var outputs = new ArrayList<>(copyOnce(foreign.leader(), nowMs));
    if (view.leader().equals(self.id()))
      outputs.add(new Transmit(Destination.to(foreign.leader()), announcement(view)));
    else
      view.member(view.leader())
          .ifPresent(ours -> outputs.add(new Transmit(Destination.to(ours), foreign)));
    return outputs;
  }

  private boolean outranks(Announce foreign, View view) {
    if (foreign.members() != view.size()) return foreign.members() > view.size();
    return foreign.leader().id().compareTo(self.id()) > 0;
  }
}
