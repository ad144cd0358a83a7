package dev.parley.protocol.membership;

import dev.parley.protocol.Dot;
import dev.parley.protocol.FlushReport;
import dev.parley.protocol.FlushReport.Held;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.membership.MembershipMessage.ComponentCut;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The end of the old views: for the members that come from one view, the largest downward-closed
 * set of messages that they can still deliver. It consists of every message that any of them
 * delivered and every held frame whose past some member can supply.
 */
public final class CutRule {
  private static final Comparator<ViewId> BY_EPOCH_AND_LEADER =
      Comparator.comparingLong(ViewId::epoch).thenComparing(ViewId::leader);

  private CutRule() {}

  /** One cut for each view that the reporters come from, in an order that repeats. */
  public static List<ComponentCut> decide(Map<Member, FlushReport> reports) {
    SortedMap<ViewId, SortedMap<Member, FlushReport>> byView = new TreeMap<>(BY_EPOCH_AND_LEADER);
    reports.forEach(
        (member, report) ->
            byView.computeIfAbsent(report.lastView(), v -> new TreeMap<>()).put(member, report));
    var cuts = new ArrayList<ComponentCut>();
    byView.forEach(
        (view, members) ->
            cuts.add(new ComponentCut(view, closure(members), List.copyOf(members.keySet()))));
    return cuts;
  }

  /** The messages that all members of the new view will have delivered. */
  public static VersionVector base(List<ComponentCut> cuts) {
    var base = VersionVector.EMPTY;
    for (var cut : cuts) base = base.union(cut.reach());
    return base;
  }

  private static VersionVector closure(SortedMap<Member, FlushReport> reports) {
    var ends = new TreeMap<MemberId, Long>();
    reports.forEach((member, report) -> ends.put(member.id(), report.delivered().get(member.id())));
    var reach = VersionVector.EMPTY;
    SortedMap<Dot, Held> held = new TreeMap<>();
    List<MemberId> slots = List.of();
    for (var report : reports.values()) {
      // Each report is downward closed, so their union is too.
      reach = reach.union(report.delivered());
      report.held().forEach(frame -> held.put(frame.dot(), frame));
      slots = report.slots();
    }
    reach = limited(reach, ends);
    held.keySet().removeIf(dot -> dot.seq() > ends.getOrDefault(dot.origin(), Long.MAX_VALUE));
    for (boolean grown = true; grown; ) {
      grown = false;
      for (var frame : held.values()) {
        if (!reach.contains(frame.dot()) && isCovered(frame, reach, slots)) {
          reach = reach.with(frame.dot().origin(), frame.dot().seq());
          grown = true;
        }
      }
    }
    return reach;
  }

  /**
   * A member has delivered all messages that it sent, so nobody knows more of them than it reports
   * itself: a larger claim of another is wrong, and a cut up to it could never be reached.
   */
  private static VersionVector limited(VersionVector reach, SortedMap<MemberId, Long> ends) {
    var limited = reach;
    for (var end : ends.entrySet()) {
      if (limited.get(end.getKey()) > end.getValue())
        limited = limited.with(end.getKey(), end.getValue());
    }
    return limited;
  }

  private static boolean isCovered(Held frame, VersionVector reach, List<MemberId> slots) {
    if (reach.get(frame.dot().origin()) != frame.dot().seq() - 1
        || !frame.dependencies().fits(slots.size())) return false;
    // A frontier names less than the whole past. That is enough: its messages are in the reach, and
    // the reach is downward closed.
    for (int slot = 0; slot < slots.size(); slot++) {
      var member = slots.get(slot);
      if (!member.equals(frame.dot().origin())
          && reach.get(member) < frame.dependencies().get(slot)) return false;
    }
    return true;
  }

  /**
   * Returns true if the members that come from {@code view} with {@code known} must fetch the state
   * of {@code other}. Also when they know all its messages: a state changes with every view, which
   * closes the sessions at the servers that are not in it.
   */
  static boolean needs(ViewId view, VersionVector known, ComponentCut other) {
    return !known.covers(other.reach())
        || (!other.lastView().isNone() && !other.lastView().equals(view));
  }
}
