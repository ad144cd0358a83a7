package dev.parley.protocol.membership;

import static dev.parley.protocol.membership.Members.A;
import static dev.parley.protocol.membership.Members.B;
import static dev.parley.protocol.membership.Members.C;
import static dev.parley.protocol.membership.Members.member;
import static dev.parley.protocol.membership.Members.view;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Dependencies;
import dev.parley.protocol.Dot;
import dev.parley.protocol.FlushReport;
import dev.parley.protocol.FlushReport.Held;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.membership.MembershipMessage.ComponentCut;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CutRuleTest {
  private static final View VIEW = view(1, A, A, B, C);
  private static final List<MemberId> SLOTS = VIEW.ids();

  @Test
  void reaches_what_anybody_delivered() {
    var cuts =
        CutRule.decide(
            Map.of(A, report(VersionVector.EMPTY.with(A.id(), 3)), B, report(context(1, 2, 0))));

    assertThat(cuts).containsExactly(new ComponentCut(VIEW.id(), context(3, 2, 0), List.of(A, B)));
  }

  @Test
  void believes_nobody_who_knows_more_messages_of_a_reporter_than_itself() {
    var held = held(B, 1, 0, 0, 0);

    var cuts =
        CutRule.decide(
            Map.of(
                A,
                report(context(2, 0, 0)),
                B,
                report(context(9, 0, 0)),
                C,
                report(context(0, 7, 0), held)));

    assertThat(cuts.get(0).reach()).isEqualTo(context(2, 0, 0));
  }

  @Test
  void reaches_a_held_frame_whose_past_another_delivered() {
    var held = held(C, 1, 2, 0, 0);

    var cuts =
        CutRule.decide(Map.of(A, report(context(2, 0, 0)), B, report(VersionVector.EMPTY, held)));

    assertThat(cuts.get(0).reach()).isEqualTo(context(2, 0, 1));
  }

  @Test
  void stops_before_a_held_frame_whose_past_is_lost() {
    var held = held(C, 1, 3, 0, 0);

    var cuts =
        CutRule.decide(Map.of(A, report(context(2, 0, 0)), B, report(VersionVector.EMPTY, held)));

    assertThat(cuts.get(0).reach()).isEqualTo(context(2, 0, 0));
  }

  @Test
  void stops_before_a_held_frame_when_the_one_before_it_is_lost() {
    var cuts = CutRule.decide(Map.of(B, report(VersionVector.EMPTY, held(C, 2, 0, 0, 0))));

    assertThat(cuts.get(0).reach()).isEqualTo(VersionVector.EMPTY);
  }

  @Test
  void cuts_each_view_for_itself_and_begins_with_the_union() {
    var other = view(1, C, C);
    var fromC = new FlushReport(other.id(), other.ids(), context(0, 0, 7), List.of());

    var cuts = CutRule.decide(Map.of(A, report(context(2, 0, 1)), C, fromC));

    assertThat(cuts)
        .containsExactly(
            new ComponentCut(VIEW.id(), context(2, 0, 1), List.of(A)),
            new ComponentCut(other.id(), context(0, 0, 7), List.of(C)));
    assertThat(CutRule.base(cuts)).isEqualTo(context(2, 0, 7));
  }

  @Test
  void members_without_a_view_are_each_a_part_of_their_own() {
    var none = new FlushReport(ViewId.none(A.id()), List.of(), VersionVector.EMPTY, List.of());
    var other = new FlushReport(ViewId.none(B.id()), List.of(), VersionVector.EMPTY, List.of());

    assertThat(CutRule.decide(Map.of(A, none, B, other)))
        .extracting(ComponentCut::holders)
        .containsExactly(List.of(A), List.of(B));
  }

  @Test
  void is_the_largest_closed_set_that_brute_force_finds() {
    for (long seed = 1; seed <= 2_000; seed++) {
      var random = new SplittableRandom(seed);
      Map<Member, FlushReport> reports = new TreeMap<>();
      // Of others: nobody knows more of a reporter's messages than itself.
      for (var member : List.of(member("d", 1), member("e", 1), member("f", 1))) {
        var held = new ArrayList<Held>();
        for (int i = random.nextInt(4); i > 0; i--) held.add(randomHeld(random));
        reports.put(member, report(random(random), held.toArray(Held[]::new)));
      }

      var reach = CutRule.decide(reports).get(0).reach();

      assertThat(reach).as("seed %d", seed).isEqualTo(bruteForce(reports));
    }
  }

  /**
   * The union of all candidates that contain what was delivered and are closed over what is held.
   */
  private static VersionVector bruteForce(Map<Member, FlushReport> reports) {
    var delivered = VersionVector.EMPTY;
    var held = new ArrayList<Held>();
    for (var report : reports.values()) {
      delivered = delivered.union(report.delivered());
      held.addAll(report.held());
    }
    var largest = delivered;
    for (long a = 0; a <= 6; a++)
      for (long b = 0; b <= 6; b++)
        for (long c = 0; c <= 6; c++) {
          var candidate = context(a, b, c);
          if (candidate.covers(delivered) && isClosed(candidate, delivered, held))
            largest = largest.union(candidate);
        }
    return largest;
  }

  private static boolean isClosed(
      VersionVector candidate, VersionVector delivered, List<Held> held) {
    for (var member : SLOTS) {
      for (long seq = delivered.get(member) + 1; seq <= candidate.get(member); seq++) {
        var dot = new Dot(member, seq);
        // Every copy of one frame has the same past, so any will do.
        if (held.stream().noneMatch(h -> h.dot().equals(dot) && isPastIn(h, candidate)))
          return false;
      }
    }
    return true;
  }

  private static boolean isPastIn(Held held, VersionVector candidate) {
    for (int slot = 0; slot < SLOTS.size(); slot++) {
      var member = SLOTS.get(slot);
      if (!member.equals(held.dot().origin())
          && candidate.get(member) < held.dependencies().get(slot)) return false;
    }
    return true;
  }

  private static VersionVector random(SplittableRandom random) {
    return context(random.nextInt(3), random.nextInt(3), random.nextInt(3));
  }

  /** The past is a function of the dot, as it is of every frame that was really sent. */
  private static Held randomHeld(SplittableRandom random) {
    var origin = VIEW.members().get(random.nextInt(3));
    long seq = 1L + random.nextInt(5);
    long other = Math.floorMod(seq * 7 + origin.id().hashCode(), 5);
    var dependencies = new long[3];
    for (int slot = 0; slot < 3; slot++)
      dependencies[slot] = SLOTS.get(slot).equals(origin.id()) ? seq - 1 : (other + slot) % 4;
    return new Held(new Dot(origin.id(), seq), frontier(dependencies));
  }

  /** Of what is not 0. */
  private static Dependencies frontier(long... bySlot) {
    long named = 0;
    for (int slot = 0; slot < bySlot.length; slot++) if (bySlot[slot] > 0) named |= 1L << slot;
    return Dependencies.frontier(named, Arrays.stream(bySlot).filter(count -> count > 0).toArray());
  }

  private static Held held(Member origin, long seq, long... dependencies) {
    return new Held(new Dot(origin.id(), seq), frontier(dependencies));
  }

  private static FlushReport report(VersionVector delivered, Held... held) {
    return new FlushReport(VIEW.id(), SLOTS, delivered, List.of(held));
  }

  private static VersionVector context(long a, long b, long c) {
    return VersionVector.EMPTY.with(A.id(), a).with(B.id(), b).with(C.id(), c);
  }
}
