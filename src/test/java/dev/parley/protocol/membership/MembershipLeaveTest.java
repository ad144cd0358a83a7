package dev.parley.protocol.membership;

import static dev.parley.protocol.membership.Members.A;
import static dev.parley.protocol.membership.Members.B;
import static dev.parley.protocol.membership.Members.C;
import static dev.parley.protocol.membership.Members.sent;
import static dev.parley.protocol.membership.Members.view;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.NodeState;
import dev.parley.protocol.Signal;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.membership.MembershipMessage.Leave;
import dev.parley.protocol.membership.MembershipOutput.Left;
import org.junit.jupiter.api.Test;

/** Members that go by their own will. This node is B. */
class MembershipLeaveTest {
  private final MembershipUnderTest node = new MembershipUnderTest();

  @Test
  void who_leaves_tells_everybody_until_it_may_go() {
    node.installed(view(1, A, A, B, C));
    node.core().onLeaveRequested(node.nowMs());

    assertThat(sent(node.tick(MembershipSettings.RESEND_MS + 10))).contains(new Leave(B.id()));
    assertThat(sent(node.tick(MembershipSettings.RESEND_MS))).contains(new Leave(B.id()));
    assertThat(node.core().state()).isEqualTo(NodeState.LEAVING);
  }

  @Test
  void who_is_alone_leaves_at_once() {
    node.installed(view(1, B, B));
    node.core().onLeaveRequested(node.nowMs());

    assertThat(node.tick(10)).containsExactly(Left.INSTANCE);
  }

  @Test
  void who_has_no_view_leaves_at_once() {
    assertThat(node.core().onLeaveRequested(node.nowMs())).containsExactly(Left.INSTANCE);
  }

  @Test
  void when_all_others_leave_too_nobody_is_waited_for() {
    node.installed(view(1, A, A, B, C));
    node.core().onLeaveRequested(node.nowMs());
    node.core().onMessage(A.id(), new Leave(A.id()), node.nowMs());
    assertThat(node.tick(10)).doesNotContain(Left.INSTANCE);

    node.core().onMessage(C.id(), new Leave(C.id()), node.nowMs());

    assertThat(node.tick(10)).containsExactly(Left.INSTANCE);
  }

  @Test
  void the_largest_member_that_stays_takes_over_from_a_leader_that_leaves() {
    node.installed(view(1, A, A, B, C));

    node.core().onMessage(A.id(), new Leave(A.id()), node.nowMs());
    assertThat(MembershipUnderTest.prepares(node.tick(100))).isEmpty();
    node.core().onMessage(C.id(), new Leave(C.id()), node.nowMs());
    node.core().onMessage(A.id(), new Leave(A.id()), node.nowMs());

    assertThat(node.firstPrepare(100).targets()).containsExactly(A, B, C);
  }

  @Test
  void a_member_leaves_for_itself_only() {
    node.installed(view(1, B, A, B, C));

    node.core().onMessage(A.id(), new Leave(C.id()), node.nowMs());

    assertThat(MembershipUnderTest.prepares(node.tick(100))).isEmpty();
  }

  @Test
  void who_was_elected_and_leaves_coordinates_first_because_the_others_wait_for_it() {
    node.installed(view(1, C, A, B, C));
    node.core().onLeaveRequested(node.nowMs());
    node.confirm(C);

    node.core().onSignal(new Signal.Elected(new ViewId(1, C.id())), node.nowMs());

    assertThat(node.firstPrepare(100).targets()).containsExactly(A, B);
  }

  @Test
  void a_leader_that_leaves_coordinates_nothing_more() {
    node.installed(view(1, B, A, B, C));
    node.core().onLeaveRequested(node.nowMs());
    node.confirm(C);

    assertThat(MembershipUnderTest.prepares(node.tick(1_000))).isEmpty();
  }
}
