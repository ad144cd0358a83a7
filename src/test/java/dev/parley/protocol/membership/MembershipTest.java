package dev.parley.protocol.membership;

import static dev.parley.protocol.membership.Members.A;
import static dev.parley.protocol.membership.Members.B;
import static dev.parley.protocol.membership.Members.C;
import static dev.parley.protocol.membership.Members.ballot;
import static dev.parley.protocol.membership.Members.only;
import static dev.parley.protocol.membership.Members.prepare;
import static dev.parley.protocol.membership.Members.sent;
import static dev.parley.protocol.membership.Members.view;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Core;
import dev.parley.protocol.Member;
import dev.parley.protocol.NodeState;
import dev.parley.protocol.Signal;
import dev.parley.protocol.Signal.CutReached;
import dev.parley.protocol.Signal.Elected;
import dev.parley.protocol.Signal.Frozen;
import dev.parley.protocol.Signal.ProvenDead;
import dev.parley.protocol.Signal.ViewInstalled;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.membership.MembershipMessage.Announce;
import dev.parley.protocol.membership.MembershipMessage.Discover;
import dev.parley.protocol.membership.MembershipMessage.JoinReady;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who starts a view change, when, and with whom. This node is B. */
class MembershipTest {
  private final MembershipUnderTest node = new MembershipUnderTest();

  @Test
  void a_node_that_hears_nobody_founds_a_group_of_its_own() {
    var prepare = node.firstPrepare(1_000);

    assertThat(prepare.targets()).containsExactly(B);
    node.core().onSignal(new Frozen(prepare.ballot(), Members.report(B)), node.nowMs());
    var installed = node.core().onSignal(new CutReached(prepare.ballot()), node.nowMs());
    assertThat(only(installed, ViewInstalled.class))
        .extracting(ViewInstalled::view)
        .containsExactly(view(1, B, B));
    assertThat(node.core().state()).isEqualTo(NodeState.MEMBER);
  }

  @Test
  void the_leader_takes_a_joiner_in() {
    node.installed(view(1, B, B));

    node.core()
        .onMessage(
            C.id(),
            new JoinReady(List.of(C), ViewId.none(C.id()), 0, SharedSettings.NONE),
            node.nowMs());

    assertThat(node.firstPrepare(100).targets()).containsExactly(B, C);
  }

  @Test
  void a_joiner_that_does_not_answer_costs_one_view_change_until_it_asks_again() {
    node.installed(view(1, B, B));
    node.core()
        .onMessage(
            C.id(),
            new JoinReady(List.of(C), ViewId.none(C.id()), 0, SharedSettings.NONE),
            node.nowMs());
    var first = node.firstPrepare(100).ballot();
    node.core().onSignal(new Frozen(first, Members.report(view(1, B, B))), node.nowMs());
    node.tick(MembershipSettings.PREPARE_TRIES * Members.SETTINGS.prepareMs());
    node.core().onSignal(new Signal.CutReached(first), node.nowMs());
    assertThat(node.core().view()).contains(view(2, B, B));

    assertThat(MembershipUnderTest.prepares(node.tick(1_000))).isEmpty();
    node.core()
        .onMessage(
            C.id(),
            new JoinReady(List.of(C), ViewId.none(C.id()), 0, SharedSettings.NONE),
            node.nowMs());

    assertThat(node.firstPrepare(100).targets()).containsExactly(B, C);
  }

  @Test
  void a_joiner_whose_coordinator_fell_silent_asks_the_next_leader_that_it_hears_of() {
    node.core().onMessage(A.id(), prepare(4, A, A, B, C), node.nowMs());

    var earlier = new Announce(new ViewId(3, A.id()), A, 2, SharedSettings.NONE);
    assertThat(sent(node.core().onMessage(A.id(), earlier, node.nowMs()))).isEmpty();
    var next = new Announce(new ViewId(5, C.id()), C, 1, SharedSettings.NONE);
    assertThat(sent(node.core().onMessage(C.id(), next, node.nowMs())))
        .containsExactly(new JoinReady(List.of(B), ViewId.none(B.id()), 4, SharedSettings.NONE));
  }

  @Test
  void starts_above_every_epoch_that_it_heard_of() {
    node.installed(view(1, B, B));

    node.core()
        .onMessage(
            C.id(),
            new JoinReady(List.of(C), ViewId.none(C.id()), 41, SharedSettings.NONE),
            node.nowMs());

    assertThat(node.firstPrepare(100).ballot()).isEqualTo(ballot(42, B));
  }

  @Test
  void triggers_that_come_together_share_one_view_change() {
    node.installed(view(1, B, B));
    node.core()
        .onMessage(
            C.id(),
            new JoinReady(List.of(C), ViewId.none(C.id()), 0, SharedSettings.NONE),
            node.nowMs());
    node.tick(MembershipSettings.COALESCE_MS / 2);

    node.core()
        .onMessage(
            A.id(),
            new JoinReady(List.of(A), ViewId.none(A.id()), 0, SharedSettings.NONE),
            node.nowMs());

    assertThat(node.firstPrepare(100).targets()).containsExactly(A, B, C);
  }

  @Test
  void the_leader_excludes_who_is_confirmed_dead_and_a_follower_does_not() {
    node.installed(view(1, B, A, B, C));
    node.confirm(C);
    assertThat(node.firstPrepare(100).targets()).containsExactly(A, B);
  }

  @Test
  void a_follower_excludes_nobody() {
    node.installed(view(1, A, A, B, C));
    node.confirm(C);

    assertThat(MembershipUnderTest.prepares(node.tick(1_000))).isEmpty();
  }

  @Test
  void who_was_heard_again_in_time_is_not_excluded() {
    node.installed(view(1, B, A, B, C));
    node.confirm(C);

    node.core().onSignal(new Signal.Cleared(C.id()), node.nowMs());

    assertThat(MembershipUnderTest.prepares(node.tick(1_000))).isEmpty();
  }

  @Test
  void who_won_the_election_in_its_view_coordinates_without_the_dead_leader() {
    node.installed(view(1, C, A, B, C));
    node.confirm(C);

    node.core().onSignal(new Elected(new ViewId(1, C.id())), node.nowMs());

    assertThat(node.firstPrepare(100).targets()).containsExactly(A, B);
  }

  @Test
  void a_death_in_another_view_excludes_nobody_from_this_one() {
    node.installed(view(1, B, A, B, C));

    node.confirm(new ViewId(1, C.id()), C);

    assertThat(MembershipUnderTest.prepares(node.tick(1_000))).isEmpty();
    node.confirm(new ViewId(1, B.id()), C);
    assertThat(node.firstPrepare(100).targets()).containsExactly(A, B);
  }

  @Test
  void an_election_in_another_view_means_nothing() {
    node.installed(view(2, C, A, B, C));

    node.core().onSignal(new Elected(new ViewId(1, C.id())), node.nowMs());

    assertThat(MembershipUnderTest.prepares(node.tick(1_000))).isEmpty();
  }

  @Test
  void a_later_life_proves_the_earlier_dead() {
    node.installed(view(1, A, A, B, C));
    var again = Members.member("c", 2);

    assertThat(
            node.core()
                .onMessage(
                    again.id(), new Discover(again, false, SharedSettings.NONE), node.nowMs()))
        .contains(new ProvenDead(C.id()));
  }

  @Test
  void a_member_that_was_started_again_is_replaced_in_one_view_change_though_it_takes_its_time() {
    node.installed(view(1, B, A, B, C));
    var again = hearsOfALaterLifeOfC();

    assertThat(
            MembershipUnderTest.prepares(
                node.tick(MembershipSettings.REBIRTH_PATIENCE_MS - 2 * Core.TICK_MS)))
        .isEmpty();
    node.core()
        .onMessage(
            again.id(),
            new JoinReady(List.of(again), ViewId.none(again.id()), 0, SharedSettings.NONE),
            node.nowMs());

    assertThat(node.firstPrepare(100).targets()).containsExactly(A, B, again);
  }

  @Test
  void a_member_whose_later_life_does_not_come_in_is_left_out_all_the_same() {
    node.installed(view(1, B, A, B, C));
    var again = hearsOfALaterLifeOfC();
    node.tick(MembershipSettings.REBIRTH_PATIENCE_MS - 2 * Core.TICK_MS);

    // Asking once more earns no more time.
    node.core()
        .onMessage(again.id(), new Discover(again, false, SharedSettings.NONE), node.nowMs());

    assertThat(node.firstPrepare(100).targets()).containsExactly(A, B);
  }

  private Member hearsOfALaterLifeOfC() {
    var again = Members.member("c", 2);
    node.core()
        .onMessage(again.id(), new Discover(again, false, SharedSettings.NONE), node.nowMs());
    node.confirm(C);
    return again;
  }

  @Test
  void an_earlier_life_of_a_member_does_not_come_in_beside_it() {
    var later = Members.member("c", 2);
    node.installed(view(1, B, B, later));

    var answer =
        node.core()
            .onMessage(
                C.id(),
                new JoinReady(List.of(C), ViewId.none(C.id()), 0, SharedSettings.NONE),
                node.nowMs());

    assertThat(sent(answer))
        .containsExactly(new MembershipMessage.Discover(later, false, SharedSettings.NONE));
    assertThat(MembershipUnderTest.prepares(node.tick(1_000))).isEmpty();
  }
}
