package dev.parley.protocol.membership;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Note;
import dev.parley.protocol.View;
import dev.parley.protocol.membership.MembershipMessage.Install;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a member out for a while that is excluded again and again: each return costs all others a
 * freeze, and a link that comes and goes would occupy them with little else. Judges one incarnation
 * of a node: a process that was restarted is admitted at once, since its supervisor sets the pace
 * of restarts. The idea is from Suresh et al., <i>Stable and consistent membership at scale with
 * Rapid</i>, ATC 2018: act on stable observations.
 */
final class FlapDamping {
  /** Exclusions within the window that make a node a flapping one. */
  static final int MAX_EXCLUSIONS = 3;

  /** The window in flush times: 18 s with the profile lan, a minute with seed. */
  static final int WINDOW_FLUSHES = 30;

  /** How long a flapping node stays out after its last exclusion, in flush times. */
  static final int CALM_FLUSHES = 15;

  /**
   * Nodes that are remembered at most: twice those of the largest view. The one that has been calm
   * for longest is forgotten first.
   */
  static final int MAX_NODES = 2 * View.MAX_MEMBERS;

  private record Exclusions(MemberId member, Deque<Long> timesMs) {}

  private final long windowMs;
  private final long calmMs;
  private final SortedMap<String, Exclusions> byNode = new TreeMap<>();

  FlapDamping(MembershipSettings settings) {
    windowMs = WINDOW_FLUSHES * settings.flushMs();
    calmMs = CALM_FLUSHES * settings.flushMs();
  }

  /** Counts the members of {@code before} that {@code install} excludes. */
  List<Output> onInstalled(@Nullable View before, Install install, long nowMs) {
    byNode.values().removeIf(node -> nowMs - node.timesMs().getLast() > windowMs);
    if (before == null) return List.of();
    var view = install.view();
    long stay = before.ids().stream().filter(view::contains).count();
    // The few that lost touch with the many have nothing to blame them for.
    if (2 * stay < before.size()) return List.of();
    var notes = new ArrayList<Output>();
    for (var member : before.ids()) {
      boolean isGone = !view.contains(member) && !install.left().contains(member);
      boolean isRestarted = view.ids().stream().anyMatch(other -> other.supersedes(member));
      if (isGone && !isRestarted) onExcluded(member, notes, nowMs);
    }
    return notes;
  }

  private void onExcluded(MemberId member, List<Output> notes, long nowMs) {
    var known = byNode.get(member.node());
    var node =
        known != null && known.member().equals(member)
            ? known
            : new Exclusions(member, new ArrayDeque<>());
    node.timesMs().addLast(nowMs);
    if (node.timesMs().size() > MAX_EXCLUSIONS) node.timesMs().removeFirst();
    byNode.put(member.node(), node);
    if (byNode.size() > MAX_NODES) forgetTheCalmest();
    if (isDamped(member, nowMs))
      notes.add(
          new Note(
              "flapping",
              member,
              member + " excluded again and again, stays out for " + calmMs + " ms at least"));
  }

  private void forgetTheCalmest() {
    byNode.values().stream()
        .min((a, b) -> Long.compare(a.timesMs().getLast(), b.timesMs().getLast()))
        .ifPresent(node -> byNode.remove(node.member().node()));
  }

  /** Returns true if {@code member} has to wait outside. */
  boolean isDamped(MemberId member, long nowMs) {
    var node = byNode.get(member.node());
    if (node == null || !node.member().equals(member)) return false;
    var times = node.timesMs();
    return times.size() == MAX_EXCLUSIONS
        && times.getLast() - times.getFirst() <= windowMs
        && nowMs - times.getLast() < calmMs;
  }
}
