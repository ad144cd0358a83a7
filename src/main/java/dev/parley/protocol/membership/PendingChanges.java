package dev.parley.protocol.membership;

import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.membership.MembershipMessage.Install;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The differences between this member's knowledge and the current view: nodes that should come in,
 * are dead or want to leave. Decides nothing by itself.
 */
final class PendingChanges {
  private record Joiner(Member member, ViewId part, long sinceMs) {}

  /** A joiner that was not admitted for this long asks again if it is still alive. */
  static final long JOINER_PATIENCE_MS = 3_000;

  private final SortedMap<MemberId, Joiner> joiners = new TreeMap<>();
  private final SortedSet<MemberId> dead = new TreeSet<>();
  private final SortedSet<MemberId> leaving = new TreeSet<>();

  /** Members whose later life has been heard, and since when. */
  private final SortedMap<MemberId, Long> reborn = new TreeMap<>();

  private final FlapDamping flapDamping;
  private boolean frozenMemberWaits;
  private long highestEpoch;

  PendingChanges(MembershipSettings settings) {
    this.flapDamping = new FlapDamping(settings);
  }

  /** A node that learns of an epoch starts above it. */
  void onEpoch(long epoch) {
    highestEpoch = Math.max(highestEpoch, epoch);
  }

  long highestEpoch() {
    return highestEpoch;
  }

  /**
   * {@code part} is the view in which the member waits. A flapping member's request is ignored; it
   * keeps asking and is admitted once it has been stable long enough.
   */
  void onReady(Member member, ViewId part, long nowMs) {
    if (flapDamping.isDamped(member.id(), nowMs)) return;
    if (joiners.size() < MembershipSettings.MAX_JOINERS || joiners.containsKey(member.id())) {
      joiners.put(member.id(), new Joiner(member, part, nowMs));
    }
  }

  void onFrozenMember() {
    frozenMemberWaits = true;
  }

  void onDead(MemberId member) {
    dead.add(member);
  }

  /** A later incarnation of {@code member} has asked for the leader. */
  void onReborn(MemberId member, long nowMs) {
    reborn.putIfAbsent(member, nowMs);
  }

  void onAlive(MemberId member) {
    dead.remove(member);
  }

  void onLeave(MemberId member) {
    leaving.add(member);
  }

  SortedSet<MemberId> leaving() {
    return leaving;
  }

  /** The successor of a leader that leaves: the largest member that neither leaves nor is dead. */
  Optional<MemberId> heir(View view) {
    return view.ids().stream().filter(this::stays).max(MemberId::compareTo);
  }

  /**
   * Returns true if no member but {@code self} stays in {@code view}, so that no other has to
   * agree.
   */
  boolean isLastOf(View view, MemberId self) {
    return view.ids().stream().noneMatch(member -> !member.equals(self) && stays(member));
  }

  private boolean stays(MemberId member) {
    return !leaving.contains(member) && !dead.contains(member);
  }

  void onGone(MemberId joiner) {
    joiners.remove(joiner);
  }

  /** The new view settles everything that was known about its members and against the old one. */
  List<Output> onInstalled(@Nullable View before, Install install, long nowMs) {
    var view = install.view();
    highestEpoch = Math.max(highestEpoch, view.id().epoch());
    // An earlier life is as settled as the one that is in.
    joiners.keySet().removeIf(joiner -> view.contains(joiner) || isReplaced(joiner, view));
    dead.clear();
    reborn.clear();
    leaving.removeIf(member -> !view.contains(member));
    frozenMemberWaits = false;
    return flapDamping.onInstalled(before, install, nowMs);
  }

  private static boolean isReplaced(MemberId joiner, View view) {
    return view.ids().stream().anyMatch(member -> member.supersedes(joiner));
  }

  void onTick(long nowMs) {
    joiners.values().removeIf(joiner -> nowMs - joiner.sinceMs() > JOINER_PATIENCE_MS);
  }

  boolean isChangeWanted(@Nullable View view, long nowMs) {
    if (frozenMemberWaits || !joiners.isEmpty()) return true;
    if (view == null) return false;
    return view.ids().stream()
        .anyMatch(
            member ->
                leaving.contains(member) || (dead.contains(member) && !isAwaited(member, nowMs)));
  }

  /** Its later life is on its way in: then one view change settles both. */
  private boolean isAwaited(MemberId member, long nowMs) {
    var since = reborn.get(member);
    return since != null && nowMs - since < MembershipSettings.REBIRTH_PATIENCE_MS;
  }

  /**
   * The targets of the next view change: the live members of {@code view}, {@code self}, and the
   * nodes that are ready to join.
   */
  List<Member> targets(Member self, @Nullable View view) {
    SortedMap<MemberId, Member> targets = new TreeMap<>();
    targets.put(self.id(), self);
    if (view != null) {
      for (var member : view.members()) {
        if (!dead.contains(member.id()) && !isSuperseded(member.id()))
          targets.put(member.id(), member);
      }
    }
    var parts = new LinkedHashSet<ViewId>();
    for (var joiner : joiners.values()) {
      var id = joiner.member().id();
      // A member stays in; a joiner that finds no room asks again.
      if (targets.size() == View.MAX_MEMBERS || isSuperseded(id)) continue;
      if (isOneOf(parts, joiner.part())) targets.put(id, joiner.member());
    }
    return List.copyOf(targets.values());
  }

  /** A fresh node brings no state, and is no part. */
  private static boolean isOneOf(Set<ViewId> parts, ViewId part) {
    if (part.isNone() || parts.contains(part)) return true;
    return parts.size() < MembershipSettings.MAX_MERGED_PARTS - 1 && parts.add(part);
  }

  /** A node that came back is proof that its earlier life is over. */
  private boolean isSuperseded(MemberId member) {
    return joiners.keySet().stream().anyMatch(joiner -> joiner.supersedes(member));
  }
}
