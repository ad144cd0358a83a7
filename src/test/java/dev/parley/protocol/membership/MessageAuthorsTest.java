package dev.parley.protocol.membership;

import static dev.parley.protocol.membership.Members.A;
import static dev.parley.protocol.membership.Members.B;
import static dev.parley.protocol.membership.Members.C;
import static dev.parley.protocol.membership.Members.ballot;
import static dev.parley.protocol.membership.Members.member;
import static dev.parley.protocol.membership.Members.only;
import static dev.parley.protocol.membership.Members.prepare;
import static dev.parley.protocol.membership.Members.sent;
import static dev.parley.protocol.membership.Members.view;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Member;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Note;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.membership.MembershipMessage.Announce;
import dev.parley.protocol.membership.MembershipMessage.Cut;
import dev.parley.protocol.membership.MembershipMessage.Discover;
import dev.parley.protocol.membership.MembershipMessage.Install;
import dev.parley.protocol.membership.MembershipMessage.JoinReady;
import dev.parley.protocol.membership.MembershipMessage.LeaderHere;
import dev.parley.protocol.membership.MembershipMessage.Leave;
import dev.parley.protocol.membership.MembershipMessage.PrepareReject;
import dev.parley.protocol.membership.MembershipMessage.Relayed;
import dev.parley.protocol.membership.MembershipOutput.CopyState;
import dev.parley.protocol.membership.MembershipOutput.PersistPromise;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** B hears what a member says in the name of another. D is in no view. */
class MessageAuthorsTest {
  private static final Member D = member("d", 1);
  private static final View LED_BY_A = view(1, A, A, B, C);
  private static final View LED_BY_B = view(1, B, A, B, C);
  private static final ViewId OF_D = new ViewId(7, D.id());

  private final MembershipUnderTest b = new MembershipUnderTest();

  private List<Output> hears(Member from, MembershipMessage message) {
    return b.core().onMessage(from.id(), message, b.nowMs());
  }

  private static JoinReady ready(ViewId part, Member... members) {
    return new JoinReady(List.of(members), part, 0, SharedSettings.NONE);
  }

  private static Stream<MembershipMessage> namesOfOthers() {
    return Stream.of(
        new Leave(A.id()),
        new LeaderHere(LED_BY_A.id(), A, 3),
        new LeaderHere(LED_BY_A.id(), D, 3),
        new Announce(new ViewId(9, A.id()), A, 9, SharedSettings.NONE),
        new Announce(new ViewId(9, A.id()), D, 9, SharedSettings.NONE),
        ready(ViewId.none(C.id()), C),
        ready(ViewId.none(C.id()), C, D),
        new Discover(C, true, SharedSettings.NONE),
        new Discover(member("c", 2), false, SharedSettings.NONE),
        prepare(9, A, B),
        new Cut(ballot(9, A), List.of()),
        new Install(ballot(9, A), view(9, A, A, B), VersionVector.EMPTY, List.of()),
        new PrepareReject(ballot(9, A), 12));
  }

  @ParameterizedTest
  @MethodSource("namesOfOthers")
  void who_is_in_no_view_says_nothing_for_another(MembershipMessage message) {
    b.installed(LED_BY_A);
    assertThat(hears(D, message)).hasOnlyElementsOfType(Note.class).hasSize(1);
    assertThat(hears(D, message)).as("reported once").isEmpty();
  }

  @Test
  void a_step_is_of_its_coordinator_also_when_it_is_relayed() {
    b.installed(LED_BY_A);
    var forged = prepare(9, A, B);
    assertThat(hears(C, new Relayed(C.id(), 1, List.of(B.id()), forged)))
        .hasOnlyElementsOfType(Note.class);
    var relayed = new Relayed(A.id(), 1, List.of(B.id()), forged);
    assertThat(only(hears(C, relayed), PersistPromise.class)).hasSize(1);
  }

  @Test
  void a_ballot_has_the_name_of_its_coordinator() {
    b.installed(LED_BY_A);
    var mixed = new MembershipMessage.Prepare(ballot(9, C), A, List.of(B));
    assertThat(hears(A, mixed)).hasOnlyElementsOfType(Note.class);
    assertThat(hears(C, mixed)).hasOnlyElementsOfType(Note.class);
  }

  @Test
  void a_leader_takes_what_its_members_pass_on_and_what_nobody_else_does() {
    b.installed(LED_BY_B);
    var asked = new Discover(D, false, SharedSettings.NONE);
    assertThat(sent(hears(A, asked))).hasOnlyElementsOfType(LeaderHere.class).hasSize(1);
    assertThat(sent(hears(member("e", 1), asked))).isEmpty();

    var foreign = new Announce(OF_D, D, 9, SharedSettings.NONE);
    assertThat(hears(member("e", 1), foreign)).isEmpty();
    assertThat(hears(C, foreign)).containsExactly(new CopyState(D));
  }

  @Test
  void a_member_that_does_not_lead_takes_nothing_that_others_pass_on() {
    b.installed(LED_BY_A);
    var foreign = new Announce(OF_D, D, 9, SharedSettings.NONE);
    assertThat(sent(hears(C, foreign))).isEmpty();
    assertThat(hears(D, foreign)).containsExactly(new CopyState(D), new Transmit(to(A), foreign));
  }

  private static dev.parley.protocol.Destination to(Member member) {
    return dev.parley.protocol.Destination.to(member);
  }

  @Test
  void the_leader_of_another_part_speaks_for_its_members_and_nobody_else_does() {
    b.installed(LED_BY_B);
    var e = member("e", 1);
    hears(e, ready(OF_D, D, e));
    assertThat(MembershipUnderTest.prepares(b.tick(1_000))).isEmpty();
    hears(D, ready(OF_D, D, e));
    assertThat(b.firstPrepare(1_000).targets()).contains(D, e);
  }

  @Test
  void only_who_was_asked_refuses_a_ballot() {
    b.installed(LED_BY_B);
    hears(D, ready(ViewId.none(D.id()), D));
    var running = b.firstPrepare(1_000).ballot();
    hears(member("e", 1), new PrepareReject(running, running.epoch() + 5));
    assertThat(MembershipUnderTest.prepares(b.tick(400)))
        .allMatch(asked -> asked.ballot().equals(running));
    hears(C, new PrepareReject(running, running.epoch() + 5));
    assertThat(b.firstPrepare(3_000).ballot().epoch()).isEqualTo(running.epoch() + 6);
  }

  @Test
  void no_view_begins_that_knows_more_messages_of_a_member_than_it_sent() {
    b.installed(LED_BY_A);
    hears(A, prepare(2, A, A, B, C));
    var view = view(2, A, A, B, C);
    var flushed =
        new Cut(
            ballot(2, A),
            List.of(
                new MembershipMessage.ComponentCut(
                    LED_BY_A.id(), VersionVector.EMPTY, List.of(B))));
    b.core()
        .onSignal(
            new dev.parley.protocol.Signal.Frozen(ballot(2, A), Members.report(LED_BY_A)),
            b.nowMs());
    hears(A, flushed);
    b.core().onSignal(new dev.parley.protocol.Signal.CutReached(ballot(2, A)), b.nowMs());

    hears(A, new Install(ballot(2, A), view, VersionVector.EMPTY.with(B.id(), 7), List.of()));
    assertThat(b.core().view()).contains(LED_BY_A);
    hears(A, new Install(ballot(2, A), view, VersionVector.EMPTY.with(C.id(), 7), List.of()));
    assertThat(b.core().view()).contains(view);
  }

  @Test
  void reports_few_nodes() {
    b.installed(LED_BY_A);
    int reports = 0;
    for (int i = 0; i < 2 * MessageAuthors.MAX_REPORTED; i++)
      reports += hears(member("s" + i, 1), new Leave(A.id())).size();
    assertThat(reports).isEqualTo(MessageAuthors.MAX_REPORTED);
  }
}
