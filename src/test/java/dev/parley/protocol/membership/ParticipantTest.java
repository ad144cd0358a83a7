package dev.parley.protocol.membership;

import static dev.parley.protocol.membership.Members.A;
import static dev.parley.protocol.membership.Members.B;
import static dev.parley.protocol.membership.Members.C;
import static dev.parley.protocol.membership.Members.ballot;
import static dev.parley.protocol.membership.Members.install;
import static dev.parley.protocol.membership.Members.only;
import static dev.parley.protocol.membership.Members.prepare;
import static dev.parley.protocol.membership.Members.report;
import static dev.parley.protocol.membership.Members.sent;
import static dev.parley.protocol.membership.Members.view;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Member;
import dev.parley.protocol.Signal.CutDecided;
import dev.parley.protocol.Signal.Freeze;
import dev.parley.protocol.Signal.ViewInstalled;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.membership.MembershipMessage.ComponentCut;
import dev.parley.protocol.membership.MembershipMessage.Cut;
import dev.parley.protocol.membership.MembershipMessage.FlushOk;
import dev.parley.protocol.membership.MembershipMessage.Flushed;
import dev.parley.protocol.membership.MembershipMessage.Install;
import dev.parley.protocol.membership.MembershipMessage.InstallAck;
import dev.parley.protocol.membership.MembershipMessage.JoinReady;
import dev.parley.protocol.membership.MembershipMessage.PrepareReject;
import dev.parley.protocol.membership.MembershipOutput.Left;
import dev.parley.protocol.membership.MembershipOutput.PersistPromise;
import dev.parley.protocol.membership.Participant.Phase;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The participant's table in doc/protocol/membership.md, row by row. */
class ParticipantTest {
  private static final View OLD = view(1, B, A, B);
  private static final View NEW = view(2, B, A, B);
  private static final VersionVector THREE = VersionVector.EMPTY.with(B.id(), 3);

  private final Participant participant = new Participant(A, SharedSettings.NONE, 0);

  @Test
  void promises_a_larger_epoch_makes_it_durable_and_then_freezes() {
    var outputs = participant.onPrepare(prepare(1, B, A, B), 0);

    assertThat(outputs).containsExactly(new PersistPromise(1), new Freeze(ballot(1, B)));
    assertThat(participant.phase()).isEqualTo(Phase.PROMISED);
  }

  @Test
  void refuses_an_equal_epoch_of_another_coordinator() {
    participant.onPrepare(prepare(1, B, A, B), 0);
    assertThat(sent(participant.onPrepare(prepare(1, C, A, C), 0)))
        .containsExactly(new PrepareReject(ballot(1, C), 1));
  }

  @Test
  void refuses_a_smaller_epoch() {
    participant.onPrepare(prepare(5, B, A, B), 0);
    assertThat(sent(participant.onPrepare(prepare(4, C, A, C), 0)))
        .containsExactly(new PrepareReject(ballot(4, C), 5));
  }

  @Test
  void refuses_an_epoch_that_an_earlier_life_promised() {
    assertThat(sent(new Participant(A, SharedSettings.NONE, 7).onPrepare(prepare(7, B, A, B), 0)))
        .containsExactly(new PrepareReject(ballot(7, B), 7));
  }

  @Test
  void answers_nobody_who_does_not_want_it() {
    assertThat(participant.onPrepare(prepare(1, B, B, C), 0)).isEmpty();
    assertThat(participant.promisedEpoch()).isZero();
  }

  @Test
  void reports_when_it_is_frozen_and_the_same_to_a_repeated_question() {
    participant.onPrepare(prepare(1, B, A, B), 0);

    var first = sent(participant.onFrozen(ballot(1, B), report(A)));
    var again = sent(participant.onPrepare(prepare(1, B, A, B), 0));

    assertThat(first).containsExactly(new FlushOk(ballot(1, B), report(A))).isEqualTo(again);
  }

  @Test
  void says_nothing_before_it_is_frozen() {
    participant.onPrepare(prepare(1, B, A, B), 0);
    assertThat(participant.onPrepare(prepare(1, B, A, B), 0)).isEmpty();
  }

  @Test
  void a_report_for_an_earlier_freeze_is_not_sent() {
    participant.onPrepare(prepare(1, B, A, B), 0);
    participant.onPrepare(prepare(2, C, A, C), 0);
    assertThat(participant.onFrozen(ballot(1, B), report(A))).isEmpty();
  }

  @Test
  void delivers_the_cut_of_the_view_that_it_comes_from() {
    installed(OLD);
    promise(2);

    var cut = cut(2, new ComponentCut(OLD.id(), THREE, List.of(B)), alone(C, VersionVector.EMPTY));

    assertThat(participant.onCut(cut))
        .containsExactly(new CutDecided(ballot(2, B), THREE, List.of(B), true));
  }

  @Test
  void a_cut_that_everybody_has_is_wanted_by_nobody() {
    installed(OLD);
    promise(2);

    var decided = only(participant.onCut(cut(2, component(THREE))), CutDecided.class);

    assertThat(decided).extracting(CutDecided::isWanted).containsExactly(false);
  }

  @Test
  void a_cut_is_wanted_to_be_compared_with_what_this_member_fetches_although_nobody_lacks_it() {
    promise(2);
    var own = alone(A, VersionVector.EMPTY);
    var cut = cut(2, new ComponentCut(OLD.id(), THREE, List.of(B)), own);
    assertThat(only(participant.onCut(cut), CutDecided.class))
        .extracting(CutDecided::isWanted)
        .containsExactly(true);
  }

  @Test
  void ignores_a_cut_that_it_did_not_promise() {
    installed(OLD);
    promise(2);

    assertThat(participant.onCut(cut(3, component(THREE)))).isEmpty();
  }

  @Test
  void ignores_a_cut_without_its_own_view() {
    installed(OLD);
    promise(2);

    assertThat(participant.onCut(cut(2, alone(C, THREE)))).isEmpty();
  }

  @Test
  void has_flushed_when_its_cut_is_reached_and_nothing_is_unknown() {
    installed(OLD);
    promise(2);
    participant.onCut(cut(2, component(THREE)));
    assertThat(sent(participant.onCutReached(ballot(2, B), 0)))
        .containsExactly(new Flushed(ballot(2, B)));
    assertThat(participant.phase()).isEqualTo(Phase.FLUSHED);
  }

  @Test
  void says_again_that_it_has_flushed_when_the_cut_comes_again() {
    flushed(NEW);

    assertThat(sent(participant.onCut(cut(2, component(THREE)))))
        .containsExactly(new Flushed(ballot(2, B)));
  }

  @Test
  void installs_the_view_that_it_flushed_for_and_acknowledges() {
    flushed(NEW);

    var outputs = participant.onInstall(install(NEW), B, 0);

    assertThat(only(outputs, ViewInstalled.class))
        .containsExactly(new ViewInstalled(NEW, VersionVector.EMPTY));
    assertThat(sent(outputs)).containsExactly(new InstallAck(ballot(2, B)));
    assertThat(participant.phase()).isEqualTo(Phase.ACTIVE);
    assertThat(participant.view()).isEqualTo(NEW);
  }

  @Test
  void acknowledges_an_install_again_and_does_nothing_more() {
    installed(OLD);

    assertThat(participant.onInstall(install(OLD), B, 0)).hasSize(1);
    assertThat(sent(participant.onInstall(install(OLD), B, 0)))
        .containsExactly(new InstallAck(ballot(1, B)));
  }

  @Test
  void installs_nothing_that_it_has_not_flushed_for() {
    installed(OLD);
    promise(2);

    assertThat(participant.onInstall(install(NEW), B, 0)).isEmpty();
    assertThat(participant.view()).isEqualTo(OLD);
  }

  @Test
  void installs_no_other_ballot_than_it_promised_last() {
    flushed(NEW);
    participant.onPrepare(prepare(3, C, A, C), 0);

    assertThat(participant.onInstall(install(NEW), B, 0)).isEmpty();
    assertThat(participant.view()).isEqualTo(OLD);
  }

  @Test
  void installs_no_other_ballot_than_it_flushed_for() {
    flushed(NEW);
    participant.onPrepare(prepare(3, C, A, C), 0);
    participant.onFrozen(ballot(3, C), report(A));
    participant.onCut(new Cut(ballot(3, C), List.of(component(THREE))));
    participant.onCutReached(ballot(3, C), 0);
    assertThat(participant.phase()).isEqualTo(Phase.FLUSHED);

    assertThat(participant.onInstall(install(NEW), B, 0)).isEmpty();
    assertThat(participant.view()).isEqualTo(OLD);
  }

  @Test
  void who_asked_to_leave_is_gone_with_the_view_that_names_it() {
    installed(OLD);
    promise(2);
    var without = new Install(ballot(2, B), view(2, B, B), VersionVector.EMPTY, List.of(A.id()));

    var outputs = participant.onInstall(without, B, 0);

    assertThat(outputs).contains(Left.INSTANCE);
    assertThat(sent(outputs)).containsExactly(new InstallAck(ballot(2, B)));
    assertThat(participant.phase()).isEqualTo(Phase.LEFT);
  }

  @Test
  void who_was_left_out_asks_to_come_in_with_the_next_view() {
    installed(OLD);
    promise(2);

    var outputs = participant.onInstall(install(view(2, B, B)), B, 0);

    assertThat(sent(outputs))
        .containsExactly(new JoinReady(List.of(A), OLD.id(), 2, SharedSettings.NONE));
    assertThat(participant.phase()).isEqualTo(Phase.PROMISED);
  }

  @Test
  void who_has_left_promises_nothing_more() {
    participant.onLeft(0);

    assertThat(participant.onPrepare(prepare(1, B, A, B), 0)).isEmpty();
  }

  private void promise(long epoch) {
    participant.onPrepare(prepare(epoch, B, A, B), 0);
    participant.onFrozen(ballot(epoch, B), report(A));
  }

  private void flushed(View next) {
    installed(OLD);
    promise(next.id().epoch());
    participant.onCut(cut(next.id().epoch(), component(THREE)));
    participant.onCutReached(ballot(next.id().epoch(), B), 0);
  }

  private void installed(View view) {
    long epoch = view.id().epoch();
    promise(epoch);
    participant.onCut(cut(epoch, alone(A, VersionVector.EMPTY)));
    participant.onCutReached(ballot(epoch, B), 0);
    participant.onInstall(install(view), B, 0);
  }

  private static Cut cut(long epoch, ComponentCut... components) {
    return new Cut(ballot(epoch, B), List.of(components));
  }

  private static ComponentCut component(VersionVector reach) {
    return new ComponentCut(OLD.id(), reach, List.of(A, B));
  }

  private static ComponentCut alone(Member member, VersionVector reach) {
    return new ComponentCut(ViewId.none(member.id()), reach, List.of(member));
  }
}
