package dev.parley.sim.invariant;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.protocol.Ballot;
import dev.parley.protocol.Dot;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each invariant notices the history that it is there to forbid, and at its last step only. */
class InvariantsTest {
  private static final MemberId A = new MemberId("a", 1);
  private static final MemberId B = new MemberId("b", 1);
  private static final MemberId C = new MemberId("c", 1);

  @Test
  void one_view_id_with_two_member_lists() {
    forbids(new ViewAgreement(), installs(A, view(1, B, A, B)), installs(B, view(1, B, B, C)));
  }

  @Test
  void one_view_that_begins_with_two_bases() {
    var view = view(1, B, A, B);
    var other = new Observation.ViewDelivered(B, view, VersionVector.of(Map.of(A, 1L)), set());
    forbids(new BaseAgreement(), installs(A, view), other);
  }

  @Test
  void an_epoch_that_goes_back_over_a_restart() {
    var again = new MemberId("a", 2);
    forbids(
        new MonotoneEpochs(), installs(A, view(2, A, A)), installs(again, view(2, again, again)));
  }

  @Test
  void a_view_without_the_one_who_installs_it() {
    forbids(new SelfInclusion(), installs(A, view(1, A, A)), installs(C, view(2, B, A, B)));
  }

  @Test
  void two_answers_in_one_epoch() {
    forbids(
        new SinglePromise(),
        new Observation.Promised("a", 3),
        new Observation.Answered(A, new Ballot(3, B)),
        new Observation.Answered(A, new Ballot(3, C)));
  }

  @Test
  void an_answer_without_a_promise() {
    forbids(new SinglePromise(), new Observation.Answered(A, new Ballot(3, B)));
  }

  @Test
  void two_views_of_one_epoch_that_share_a_member() {
    forbids(new DisjointEpochs(), installs(A, view(1, B, A, B)), installs(C, view(1, C, B, C)));
  }

  @Test
  void a_delivery_while_frozen() {
    forbids(new FrozenSilence(), new Observation.Frozen(A), delivers(A, B, 1, 7));
  }

  @Test
  void a_delivery_beyond_the_cut() {
    forbids(
        new FrozenSilence(),
        new Observation.Frozen(A),
        new Observation.CutDecided(A, VersionVector.of(Map.of(B, 1L))),
        delivers(A, B, 1, 7),
        delivers(A, B, 2, 8));
  }

  @Test
  void a_gap_in_what_one_origin_sent() {
    forbids(new FifoOrder(), delivers(A, B, 1, 7), delivers(A, B, 3, 8));
  }

  @Test
  void a_delivery_before_its_past() {
    forbids(
        new CausalDelivery(),
        new Observation.Submitted(B, 7, set()),
        new Observation.Submitted(B, 8, set(7)),
        delivers(A, B, 2, 8));
  }

  @Test
  void a_delivery_of_what_was_applied() {
    forbids(new NoDuplicate(), new Observation.Delivered(A, new Dot(B, 1), 7, set(7), 0, 1));
  }

  @Test
  void one_dot_for_two_payloads() {
    forbids(new DotIdentity(), delivers(A, B, 1, 7), delivers(C, B, 1, 8));
  }

  @Test
  void a_delivery_of_what_nobody_or_another_submitted() {
    forbids(new Integrity(), delivers(A, B, 1, 7));
    forbids(new Integrity(), new Observation.Submitted(C, 7, set()), delivers(A, B, 1, 7));
  }

  @Test
  void two_that_move_on_together_but_delivered_different_things() {
    var first = view(1, B, A, B);
    var second = view(2, B, A, B);
    forbids(
        new VirtualSynchrony(),
        installs(A, first),
        installs(B, first),
        delivers(A, B, 1, 7),
        installs(A, second),
        installs(B, second));
  }

  @Test
  void copies_that_are_not_there() {
    forbids(
        new HonestReplication(),
        installs(A, view(1, B, A, B)),
        delivers(A, A, 1, 7),
        new Observation.Replicated(A, 1, 2, List.of(set(7), set())));
  }

  @Test
  void a_winner_that_is_not_the_largest_of_those_that_live() {
    var view = view(1, C, A, B, C);
    var dead = new Observation.Crashed(C);
    var wrong = new Observation.Elected(A, view.id());
    forbids(new LargestWins(), installs(A, view), installs(B, view), dead, wrong);
    var right = new Observation.Elected(B, view.id());
    allows(new LargestWins(), installs(A, view), installs(B, view), dead, right);
  }

  @Test
  void a_smaller_one_may_win_after_a_loss_or_a_second_crash_or_where_the_largest_is_elsewhere() {
    var view = view(1, C, A, B, C);
    var dead = new Observation.Crashed(C);
    var wins = new Observation.Elected(A, view.id());
    var lost = new Observation.Disturbed();
    allows(new LargestWins(), installs(A, view), installs(B, view), lost, dead, wins);
    var second = new Observation.Crashed(B);
    allows(new LargestWins(), installs(A, view), installs(B, view), dead, second, wins);
    allows(new LargestWins(), installs(A, view), dead, wins);
  }

  @Test
  void a_leave_that_nobody_asked_for() {
    forbids(new WillingLeave(), new Observation.Left(A));
  }

  @Test
  void a_message_forgotten_that_a_member_misses() {
    var view = view(1, B, A, B);
    forbids(
        new BufferSafety(),
        installs(A, view),
        installs(B, view),
        delivers(A, B, 1, 7),
        new Observation.Buffers(A, 0, 1),
        new Observation.Buffers(A, 0, 0));
  }

  @Test
  void a_message_may_be_forgotten_that_all_have() {
    var view = view(1, B, A, B);
    allows(
        new BufferSafety(),
        installs(A, view),
        installs(B, view),
        delivers(A, B, 1, 7),
        delivers(B, B, 1, 7),
        new Observation.Buffers(A, 0, 0));
  }

  @Test
  void buffers_that_grow_beyond_their_limits() {
    var installed = installs(A, view(1, A, A));
    forbids(new BoundedBuffers(), installed, new Observation.Buffers(A, 0, 1_025));
    forbids(new BoundedBuffers(), installed, new Observation.Buffers(A, 8_193, 0));
    allows(new BoundedBuffers(), installed, new Observation.Buffers(A, 8_192, 1_024));
  }

  @Test
  void finding_together_in_two_views_or_without_somebody() {
    var two = view(1, B, A, B);
    forbids(new SettledTogether(), new Observation.Settled(Map.of(A, view(1, A, A), B, two)));
    forbids(new SettledTogether(), new Observation.Settled(Map.of(A, two)));
    allows(new SettledTogether(), new Observation.Settled(Map.of(A, two, B, two)));
  }

  @Test
  void a_change_without_a_reason() {
    var quiet = new Observation.QuietBegan();
    forbids(new NoNeedlessChange(), quiet, installs(A, view(1, A, A)));
    forbids(new NoNeedlessChange(), quiet, new Observation.ElectionTold(A));
    allows(new NoNeedlessChange(), quiet, new Observation.QuietEnded(), installs(A, view(1, A, A)));
  }

  // The words for it.

  static void forbids(Invariant invariant, Observation... history) {
    for (int i = 0; i < history.length - 1; i++) invariant.check(history[i]);
    var last = history[history.length - 1];
    assertThatThrownBy(() -> invariant.check(last))
        .isInstanceOf(Violation.class)
        .hasMessageStartingWith(invariant.getClass().getSimpleName());
  }

  private static void allows(Invariant invariant, Observation... history) {
    assertThatCode(() -> Stream.of(history).forEach(invariant::check)).doesNotThrowAnyException();
  }

  private static View view(long epoch, MemberId leader, MemberId... members) {
    return View.of(
        new ViewId(epoch, leader),
        Stream.of(members)
            .map(id -> new Member(id, new Endpoint("10.0.0.1", 1), new Endpoint("10.0.0.1", 2)))
            .toList());
  }

  private static Observation installs(MemberId member, View view) {
    return new Observation.ViewDelivered(member, view, VersionVector.EMPTY, set());
  }

  /** As one that follows the last of its origin, unless {@code seq} leaves a gap after 1. */
  private static Observation delivers(MemberId member, MemberId origin, long seq, int payload) {
    return new Observation.Delivered(
        member, new Dot(origin, seq), payload, set(), Math.min(seq - 1, 1), 1);
  }

  private static BitSet set(int... payloads) {
    var set = new BitSet();
    for (int payload : payloads) set.set(payload);
    return set;
  }
}
