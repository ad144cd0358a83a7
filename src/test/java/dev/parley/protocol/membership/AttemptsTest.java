package dev.parley.protocol.membership;

import static dev.parley.protocol.membership.Members.A;
import static dev.parley.protocol.membership.Members.B;
import static dev.parley.protocol.membership.Members.C;
import static dev.parley.protocol.membership.Members.SETTINGS;
import static dev.parley.protocol.membership.Members.ballot;
import static dev.parley.protocol.membership.Members.prepare;
import static dev.parley.protocol.membership.Members.sent;
import static dev.parley.protocol.membership.Members.view;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.NodeState;
import dev.parley.protocol.Signal.Frozen;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.membership.MembershipMessage.Cut;
import dev.parley.protocol.membership.MembershipMessage.FlushOk;
import dev.parley.protocol.membership.MembershipMessage.JoinReady;
import dev.parley.protocol.membership.MembershipMessage.PrepareReject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of a view change that is refused, overtaken, stuck or spoilt. This node is B. */
class AttemptsTest {
  private final MembershipUnderTest node = new MembershipUnderTest();

  @Test
  void gives_its_own_attempt_up_when_it_promises_another() {
    node.installed(view(1, B, A, B));
    node.core()
        .onMessage(
            C.id(),
            new JoinReady(List.of(C), ViewId.none(C.id()), 0, SharedSettings.NONE),
            node.nowMs());
    long epoch = node.firstPrepare(100).ballot().epoch();
    assertThat(MembershipUnderTest.prepares(node.tick(MembershipSettings.RESEND_MS))).isNotEmpty();

    node.core().onMessage(A.id(), prepare(epoch + 1, A, A, B), node.nowMs());

    assertThat(MembershipUnderTest.prepares(node.tick(MembershipSettings.RESEND_MS))).isEmpty();
    assertThat(node.core().state()).isEqualTo(NodeState.ELECTING);
  }

  @Test
  void makes_an_attempt_that_a_death_spoilt_again_at_once_without_the_dead() {
    node.installed(view(1, B, A, B, C));
    node.confirm(C);
    var first = node.firstPrepare(100).ballot();
    node.core().onSignal(new Frozen(first, Members.report(view(1, B, A, B, C))), node.nowMs());
    node.core()
        .onMessage(
            A.id(),
            new MembershipMessage.FlushOk(first, Members.report(view(1, B, A, B, C))),
            node.nowMs());

    var again = MembershipUnderTest.prepares(node.confirm(A));

    assertThat(again).as("not only at the next tick").hasSize(1);
    assertThat(again.get(0).targets()).containsExactly(B);
  }

  @Test
  void goes_on_at_once_when_the_last_that_it_waits_for_dies() {
    node.installed(view(1, B, A, B, C));
    node.confirm(C);
    var first = node.firstPrepare(100).ballot();
    node.core().onSignal(new Frozen(first, Members.report(view(1, B, A, B, C))), node.nowMs());

    var outputs = node.confirm(A);

    assertThat(Members.sent(outputs)).hasAtLeastOneElementOfType(Cut.class);
  }

  @Test
  void makes_an_attempt_that_got_stuck_again_without_the_silent() {
    node.installed(view(1, B, A, B, C));
    node.confirm(C);
    var first = node.firstPrepare(100).ballot();
    node.core().onSignal(new Frozen(first, Members.report(view(1, B, A, B, C))), node.nowMs());

    var asked =
        MembershipUnderTest.prepares(
            node.tick(MembershipSettings.FLUSH_TRIES * SETTINGS.flushMs() + 100));

    assertThat(asked.get(asked.size() - 1).targets()).containsExactly(B);
  }

  @Test
  void starts_again_above_the_promise_that_refused_it() {
    node.installed(view(1, B, A, B));
    node.core()
        .onMessage(
            C.id(),
            new JoinReady(List.of(C), ViewId.none(C.id()), 0, SharedSettings.NONE),
            node.nowMs());
    var first = node.firstPrepare(100);

    node.core().onMessage(C.id(), new PrepareReject(first.ballot(), 17), node.nowMs());

    assertThat(node.firstPrepare(MembershipSettings.FIRST_BACKOFF_MS + 100).ballot())
        .isEqualTo(ballot(18, B));
  }

  @Test
  void gives_up_a_cut_that_a_member_refuses_because_it_promised_another_since() {
    node.installed(view(1, B, A, B));
    node.core()
        .onMessage(
            C.id(),
            new JoinReady(List.of(C), ViewId.none(C.id()), 0, SharedSettings.NONE),
            node.nowMs());
    var first = node.firstPrepare(100).ballot();
    node.core().onSignal(new Frozen(first, Members.report(view(1, B, A, B))), node.nowMs());
    node.core()
        .onMessage(A.id(), new FlushOk(first, Members.report(view(1, B, A, B))), node.nowMs());
    var cut = node.core().onMessage(C.id(), new FlushOk(first, Members.report(C)), node.nowMs());
    assertThat(sent(cut)).hasAtLeastOneElementOfType(Cut.class);

    node.core().onMessage(C.id(), new PrepareReject(first, 17), node.nowMs());

    assertThat(node.firstPrepare(MembershipSettings.FIRST_BACKOFF_MS + 100).ballot())
        .isEqualTo(ballot(18, B));
  }

  @Test
  void refuses_the_cut_of_a_coordinator_that_another_one_overtook() {
    node.installed(view(1, A, A, B));
    node.core().onMessage(A.id(), prepare(4, A, A, B), node.nowMs());
    node.core().onMessage(C.id(), prepare(5, C, A, B, C), node.nowMs());

    var answer = node.core().onMessage(A.id(), new Cut(ballot(4, A), List.of()), node.nowMs());

    assertThat(sent(answer)).containsExactly(new PrepareReject(ballot(4, A), 5));
  }

  @Test
  void a_leader_frozen_by_a_silent_coordinator_frees_its_members() {
    node.installed(view(1, B, A, B));
    node.core().onMessage(C.id(), prepare(5, C, A, B, C), node.nowMs());

    long limitMs = MembershipSettings.THAW_TRIES * SETTINGS.flushMs();
    assertThat(MembershipUnderTest.prepares(node.tick(limitMs))).isEmpty();
    assertThat(node.firstPrepare(100).ballot()).isEqualTo(ballot(6, B));
  }

  @Test
  void a_follower_frozen_by_a_silent_coordinator_asks_its_leader() {
    node.installed(view(1, A, A, B));
    node.core().onMessage(C.id(), prepare(5, C, A, B, C), node.nowMs());

    var asked = node.tick((MembershipSettings.THAW_TRIES + 1) * SETTINGS.flushMs());

    assertThat(sent(asked))
        .contains(new JoinReady(List.of(B), new ViewId(1, A.id()), 5, SharedSettings.NONE));
  }

  @Test
  void a_leader_changes_the_view_for_a_frozen_member() {
    node.installed(view(1, B, A, B));

    node.core()
        .onMessage(
            A.id(),
            new JoinReady(List.of(A), new ViewId(1, B.id()), 5, SharedSettings.NONE),
            node.nowMs());

    assertThat(node.firstPrepare(100).ballot()).isEqualTo(ballot(6, B));
  }
}
