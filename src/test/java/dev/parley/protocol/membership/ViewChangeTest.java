package dev.parley.protocol.membership;

import static dev.parley.protocol.membership.Members.A;
import static dev.parley.protocol.membership.Members.B;
import static dev.parley.protocol.membership.Members.C;
import static dev.parley.protocol.membership.Members.SETTINGS;
import static dev.parley.protocol.membership.Members.ballot;
import static dev.parley.protocol.membership.Members.report;
import static dev.parley.protocol.membership.Members.sent;
import static dev.parley.protocol.membership.Members.view;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Ballot;
import dev.parley.protocol.Destination;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.View;
import dev.parley.protocol.membership.MembershipMessage.Cut;
import dev.parley.protocol.membership.MembershipMessage.Install;
import dev.parley.protocol.membership.MembershipMessage.Prepare;
import dev.parley.protocol.membership.ViewChange.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The coordinator's table in doc/protocol/membership.md, row by row. */
class ViewChangeTest {
  private static final View OLD = view(1, A, A, B, C);
  private static final Ballot BALLOT = ballot(2, A);

  private final ViewChange change = new ViewChange(A, SETTINGS);

  @Test
  void asks_everybody_at_once_and_itself() {
    var outputs = start();

    assertThat(outputs)
        .extracting(output -> ((Transmit) output).to())
        .containsExactly(Destination.Group.INSTANCE, Destination.to(A));
    assertThat(sent(outputs)).containsOnly(new Prepare(BALLOT, A, List.of(A, B, C)));
  }

  @Test
  void asks_those_again_who_have_not_answered() {
    start();
    change.onFlushOk(B.id(), BALLOT, report(OLD), 1);

    assertThat(change.onTick(9)).isEmpty();
    assertThat(change.onTick(10))
        .extracting(output -> ((Transmit) output).to())
        .containsExactly(Destination.to(A), Destination.to(C));
  }

  @Test
  void asks_again_soon_at_first_and_later_not_so_often() {
    start();
    var askedMs = new ArrayList<Long>();
    for (long ms = 1; ms < 200; ms++) if (!change.onTick(ms).isEmpty()) askedMs.add(ms);

    assertThat(askedMs).containsExactly(10L, 30L, 70L, 120L, 170L);
  }

  @Test
  void asks_again_at_once_only_where_answers_come_soon() {
    assertThat(new MembershipSettings(300, 300, 1_500, 6_000).resendMs(0)).isEqualTo(50);
    assertThat(new MembershipSettings(300, 300, 100, 200).resendMs(0)).isEqualTo(10);
    assertThat(new MembershipSettings(300, 300, 300, 600).resendMs(Integer.MAX_VALUE))
        .isEqualTo(MembershipSettings.RESEND_MS);
  }

  @Test
  void cuts_when_all_have_reported() {
    start();
    change.onFlushOk(A.id(), BALLOT, report(OLD), 1);
    change.onFlushOk(B.id(), BALLOT, report(OLD), 1);

    assertThat(change.onFlushOk(B.id(), BALLOT, report(OLD), 1)).isEmpty();
    assertThat(sent(change.onFlushOk(C.id(), BALLOT, report(OLD), 1)))
        .hasOnlyElementsOfType(Cut.class);
    assertThat(change.phase()).isEqualTo(Phase.CUTTING);
  }

  @Test
  void takes_no_report_for_another_ballot_or_from_a_stranger() {
    start();

    change.onFlushOk(B.id(), ballot(3, A), report(OLD), 1);
    change.onFlushOk(Members.member("x", 1).id(), BALLOT, report(OLD), 1);

    assertThat(change.silent()).containsExactly(A.id(), B.id(), C.id());
  }

  @Test
  void installs_when_all_have_flushed_and_not_before() {
    cutting();
    change.onFlushed(A.id(), BALLOT, 2);
    assertThat(change.onFlushed(B.id(), BALLOT, 2)).isEmpty();

    assertThat(sent(change.onFlushed(C.id(), BALLOT, 2)))
        .hasOnlyElementsOfType(Install.class)
        .first()
        .extracting(install -> ((Install) install).view())
        .isEqualTo(view(2, A, A, B, C));
  }

  @Test
  void is_done_when_all_have_installed() {
    installing();
    change.onInstallAck(A.id(), BALLOT, 3);
    change.onInstallAck(B.id(), BALLOT, 3);
    assertThat(change.isIdle()).isFalse();

    change.onInstallAck(C.id(), BALLOT, 3);

    assertThat(change.isIdle()).isTrue();
  }

  @Test
  void waits_for_a_silent_member_until_its_death_is_confirmed() {
    start();
    change.onFlushOk(A.id(), BALLOT, report(OLD), 1);
    change.onFlushOk(B.id(), BALLOT, report(OLD), 1);
    change.onTick(longAfterPrepare());
    assertThat(change.phase()).isEqualTo(Phase.PREPARING);

    assertThat(change.onDead(C.id())).isFalse();
    change.onTick(longAfterPrepare() + 1);

    assertThat(change.phase()).isEqualTo(Phase.CUTTING);
  }

  @Test
  void leaves_out_a_joiner_that_does_not_answer_because_nobody_watches_it() {
    change.start(BALLOT, List.of(A, B, C), view(1, A, A, B), leaving(), 0);
    change.onFlushOk(A.id(), BALLOT, report(OLD), 1);
    change.onFlushOk(B.id(), BALLOT, report(OLD), 1);

    change.onTick(longAfterPrepare() - 1);
    assertThat(change.phase()).isEqualTo(Phase.PREPARING);
    change.onTick(longAfterPrepare());

    assertThat(change.phase()).isEqualTo(Phase.CUTTING);
  }

  @Test
  void never_leaves_itself_out_however_late_its_own_report_is() {
    change.start(BALLOT, List.of(A), null, leaving(), 0);

    change.onTick(longAfterPrepare());

    assertThat(change.phase()).isEqualTo(Phase.PREPARING);
    assertThat(change.silent()).containsExactly(A.id());
  }

  @Test
  void a_death_after_the_cut_loses_the_attempt() {
    cutting();

    assertThat(change.onDead(C.id())).isTrue();
  }

  @Test
  void the_death_of_a_leaver_after_the_cut_loses_it_too_as_it_may_be_the_only_holder() {
    start(C);
    reportAll();

    assertThat(change.onDead(C.id())).isTrue();
  }

  @Test
  void a_death_after_the_installation_is_for_the_next_view_change() {
    installing();

    assertThat(change.onDead(C.id())).isFalse();
    assertThat(change.silent()).containsExactly(A.id(), B.id());
  }

  @Test
  void who_leaves_reports_but_is_not_waited_for_to_flush_and_not_in_the_view() {
    start(C);
    reportAll();
    change.onFlushed(A.id(), BALLOT, 2);

    var install = (Install) sent(change.onFlushed(B.id(), BALLOT, 2)).get(0);

    assertThat(install.view()).isEqualTo(view(2, A, A, B));
    assertThat(install.left()).containsExactly(C.id());
  }

  @Test
  void a_leaver_that_does_not_report_is_not_waited_for_long() {
    start(C);
    change.onFlushOk(A.id(), BALLOT, report(OLD), 1);
    change.onFlushOk(B.id(), BALLOT, report(OLD), 1);

    change.onTick(longAfterPrepare());

    assertThat(change.phase()).isEqualTo(Phase.CUTTING);
  }

  @Test
  void is_stuck_after_ten_flush_times_without_progress() {
    start();
    long limit = MembershipSettings.FLUSH_TRIES * SETTINGS.flushMs();

    assertThat(change.isStuck(limit)).isFalse();
    assertThat(change.isStuck(limit + 1)).isTrue();
  }

  @Test
  void is_not_stuck_while_somebody_fetches_and_tells_everybody() {
    cutting();
    assertThat(sent(change.onFetching(B.id(), BALLOT, 5_000)))
        .containsExactly(new MembershipMessage.Fetching(BALLOT));
    long late = 5_000 + MembershipSettings.FLUSH_TRIES * SETTINGS.flushMs();
    assertThat(change.isStuck(late + 1)).isTrue();
    change.onFlushed(B.id(), BALLOT, 5_001);
    assertThat(change.onFetching(B.id(), BALLOT, 6_000)).as("it has flushed").isEmpty();
  }

  @Test
  void answers_that_come_in_another_phase_change_nothing() {
    assertThat(change.onFlushOk(B.id(), BALLOT, report(OLD), 1)).as("idle").isEmpty();
    assertThat(change.onFlushed(B.id(), BALLOT, 1)).as("idle").isEmpty();
    assertThat(change.onInstallAck(B.id(), BALLOT, 1)).as("idle").isEmpty();
    start();
    change.onFlushed(B.id(), BALLOT, 1);
    change.onInstallAck(B.id(), BALLOT, 1);
    assertThat(change.silent()).as("preparing").containsExactly(A.id(), B.id(), C.id());
    reportAll();
    change.onFlushOk(B.id(), BALLOT, report(OLD), 2);
    change.onInstallAck(B.id(), BALLOT, 2);
    assertThat(change.silent()).as("cutting").containsExactly(A.id(), B.id(), C.id());
    for (var member : OLD.members()) change.onFlushed(member.id(), BALLOT, 2);
    change.onFlushOk(B.id(), BALLOT, report(OLD), 3);
    change.onFlushed(B.id(), BALLOT, 3);
    assertThat(change.silent()).as("installing").containsExactly(A.id(), B.id(), C.id());
  }

  @Test
  void a_refusal_loses_the_attempt_until_all_have_flushed() {
    assertThat(change.onReject(BALLOT)).as("idle").isFalse();
    start();
    assertThat(change.onReject(ballot(3, A))).as("another ballot").isFalse();
    assertThat(change.onReject(BALLOT)).as("preparing").isTrue();
    reportAll();
    assertThat(change.onReject(BALLOT)).as("cutting").isTrue();
    for (var member : OLD.members()) change.onFlushed(member.id(), BALLOT, 2);
    assertThat(change.onReject(BALLOT)).as("installing").isFalse();
  }

  @Test
  void being_stuck_loses_the_attempt_until_all_have_flushed() {
    assertThat(change.onStuck()).as("idle").isFalse();
    start();
    assertThat(change.onStuck()).as("preparing").isTrue();
    reportAll();
    assertThat(change.onStuck()).as("cutting").isTrue();
    for (var member : OLD.members()) change.onFlushed(member.id(), BALLOT, 2);
    assertThat(change.onStuck()).as("installing").isFalse();
  }

  @Test
  void a_death_is_nothing_to_who_coordinates_nothing_and_of_a_stranger() {
    assertThat(change.onDead(B.id())).isFalse();
    cutting();
    assertThat(change.onDead(Members.member("x", 1).id())).isFalse();
  }

  private List<Output> start(Member... leavers) {
    return change.start(BALLOT, List.of(A, B, C), OLD, leaving(leavers), 0);
  }

  private void cutting() {
    start();
    reportAll();
  }

  private void reportAll() {
    for (var member : OLD.members()) change.onFlushOk(member.id(), BALLOT, report(OLD), 1);
  }

  private void installing() {
    cutting();
    for (var member : OLD.members()) change.onFlushed(member.id(), BALLOT, 2);
  }

  private static long longAfterPrepare() {
    return MembershipSettings.PREPARE_TRIES * SETTINGS.prepareMs();
  }

  private static SortedSet<MemberId> leaving(Member... members) {
    return new TreeSet<>(Stream.of(members).map(Member::id).toList());
  }
}
