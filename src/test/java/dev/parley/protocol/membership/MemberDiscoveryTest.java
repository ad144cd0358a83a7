package dev.parley.protocol.membership;

import static dev.parley.protocol.membership.Members.A;
import static dev.parley.protocol.membership.Members.B;
import static dev.parley.protocol.membership.Members.C;
import static dev.parley.protocol.membership.Members.SETTINGS;
import static dev.parley.protocol.membership.Members.sent;
import static dev.parley.protocol.membership.Members.view;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Ballot;
import dev.parley.protocol.Destination;
import dev.parley.protocol.Member;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.membership.MembershipMessage.Announce;
import dev.parley.protocol.membership.MembershipMessage.Discover;
import dev.parley.protocol.membership.MembershipMessage.JoinReady;
import dev.parley.protocol.membership.MembershipMessage.LeaderHere;
import dev.parley.protocol.membership.MembershipMessage.Prepare;
import dev.parley.protocol.membership.MembershipOutput.CopyState;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MemberDiscoveryTest {
  private static final Member D = Members.member("d", 1);
  private static final Member E = Members.member("e", 1);
  private static final View OF_A = view(3, A, A, B);

  private final MemberDiscovery discovery =
      new MemberDiscovery(A, SETTINGS, new SplittableRandom(1), 0);

  @Test
  void asks_the_group_and_the_seeds_who_leads_and_seeds_to_pass_it_on() {
    assertThat(discovery.askWhoLeads(0))
        .containsExactly(
            new Transmit(Destination.Group.INSTANCE, new Discover(A, false, SharedSettings.NONE)),
            new Transmit(Destination.Seeds.INSTANCE, new Discover(A, true, SharedSettings.NONE)));
  }

  @Test
  void asks_often_at_first_and_then_once_a_second() {
    discovery.askWhoLeads(0);
    assertThat(discovery.askWhoLeads(MembershipSettings.DISCOVER_MS - 1)).isEmpty();
    assertThat(discovery.askWhoLeads(MembershipSettings.DISCOVER_MS)).isNotEmpty();

    discovery.askWhoLeads(10_000);

    assertThat(discovery.askWhoLeads(10_999)).isEmpty();
    assertThat(discovery.askWhoLeads(11_000)).isNotEmpty();
  }

  @Test
  void founds_a_group_of_its_own_when_no_leader_is_heard_for_long_enough() {
    assertThat(discovery.isAlone(SETTINGS.aloneAfterMs() - 1)).isFalse();
    assertThat(discovery.isAlone(SETTINGS.aloneAfterMs() * 3 / 2)).isTrue();
  }

  @Test
  void is_patient_with_a_leader_that_was_heard() {
    copiedFrom(B, 100);

    long patientUntilMs =
        100 + MembershipSettings.UNANSWERED_DISCOVERS * MembershipSettings.DISCOVER_MS;
    assertThat(discovery.isAlone(patientUntilMs - 1)).isFalse();
    assertThat(discovery.isAlone(patientUntilMs)).isTrue();
  }

  @Test
  void its_patience_grows_as_it_asks_more_rarely_and_has_an_end() {
    copiedFrom(B, 60_000);

    long patientUntilMs = 60_000 + MembershipSettings.LEADER_PATIENCE_MS;
    assertThat(discovery.isAlone(patientUntilMs - 1)).isFalse();
    assertThat(discovery.isAlone(patientUntilMs)).isTrue();
  }

  private static Participant promised(Member member) {
    return new Participant(member, SharedSettings.NONE, 4);
  }

  @Test
  void a_member_that_is_alone_copies_before_it_asks_a_larger_part_to_take_it_in() {
    var alone = view(3, A, A);
    var larger = new Announce(view(9, B, B, C).id(), B, 2, SharedSettings.NONE);
    var participant = new Participant(A, SharedSettings.NONE, 7);
    var offer =
        new Transmit(
            Destination.to(B), new JoinReady(List.of(A), alone.id(), 7, SharedSettings.NONE));
    assertThat(discovery.onForeignAnnounce(larger, alone, participant, 0))
        .containsExactly(new CopyState(B));
    assertThat(discovery.onForeignAnnounce(larger, alone, participant, 400)).isEmpty();
    assertThat(discovery.onStateCopied(participant, 500)).containsExactly(offer);
    assertThat(discovery.onForeignAnnounce(larger, alone, participant, 900)).containsExactly(offer);
    discovery.onInstalled(1_000);
    assertThat(discovery.onStateCopied(participant, 1_100)).as("of before the view").isEmpty();
    assertThat(discovery.onForeignAnnounce(larger, alone, participant, 2_000))
        .containsExactly(new CopyState(B));
  }

  @Test
  void the_leader_of_a_smaller_part_copies_and_then_offers_all_its_members() {
    var smaller = view(3, A, A, C);
    var larger = new Announce(view(9, B, B, D, E).id(), B, 3, SharedSettings.NONE);
    var participant = promised(A);
    assertThat(discovery.onForeignAnnounce(larger, smaller, participant, 0))
        .containsExactly(new CopyState(B));
    assertThat(discovery.onForeignAnnounce(larger, smaller, participant, 400)).isEmpty();
    var offer = new JoinReady(smaller.members(), smaller.id(), 4, SharedSettings.NONE);
    assertThat(discovery.onStateCopied(participant, 500))
        .containsExactly(new Transmit(Destination.to(B), offer));
  }

  @Test
  void a_follower_copies_once_and_notifies_its_leader_since_the_two_may_not_hear_each_other() {
    var view = view(3, C, A, C);
    var foreign = new Announce(view(9, B, B, D, E).id(), B, 3, SharedSettings.NONE);
    var participant = promised(A);
    var forwarded = new Transmit(Destination.to(C), foreign);
    assertThat(discovery.onForeignAnnounce(foreign, view, participant, 0))
        .containsExactly(new CopyState(B), forwarded);
    assertThat(discovery.onForeignAnnounce(foreign, view, participant, 400))
        .containsExactly(forwarded);
    assertThat(discovery.onStateCopied(participant, 500)).isEmpty();
  }

  @Test
  void the_leader_of_a_larger_part_announces_itself_at_once_and_copies_meanwhile() {
    var larger = view(9, A, A, C, D);
    var smaller = new Announce(view(3, B, B).id(), B, 1, SharedSettings.NONE);
    assertThat(discovery.onForeignAnnounce(smaller, larger, promised(A), 0))
        .containsExactly(
            new CopyState(B),
            new Transmit(Destination.to(B), new Announce(larger.id(), A, 3, SharedSettings.NONE)));
    assertThat(discovery.onStateCopied(promised(A), 500)).isEmpty();
  }

  private void copiedFrom(Member leader, long nowMs) {
    var participant = new Participant(A, SharedSettings.NONE, 0);
    discovery.onLeaderHere(leader, participant, nowMs);
    discovery.onStateCopied(participant, nowMs);
  }

  private static Transmit ready(Member leader) {
    return new Transmit(
        Destination.to(leader),
        new JoinReady(List.of(A), ViewId.none(A.id()), 7, SharedSettings.NONE));
  }

  @Test
  void copies_what_it_lacks_and_then_is_ready_to_join_the_leader_that_answered() {
    var participant = new Participant(A, SharedSettings.NONE, 7);
    assertThat(discovery.onLeaderHere(B, participant, 0)).containsExactly(new CopyState(B));
    assertThat(discovery.onLeaderHere(C, participant, 500)).as("it copies").isEmpty();
    assertThat(discovery.hasAsked(C.id())).isTrue();
    assertThat(discovery.onStateCopied(participant, 550)).containsExactly(ready(C));
    assertThat(discovery.onStateCopied(participant, 550)).as("once more").isEmpty();
    assertThat(discovery.onLeaderHere(B, participant, 600)).containsExactly(ready(B));
  }

  @Test
  void does_not_copy_for_ever() {
    var participant = new Participant(A, SharedSettings.NONE, 7);
    assertThat(discovery.onLeaderHere(B, participant, 10)).containsExactly(new CopyState(B));
    assertThat(discovery.onLeaderHere(B, participant, 10 + MembershipSettings.MAX_COPY_MS))
        .isEmpty();
    assertThat(discovery.onLeaderHere(B, participant, 11 + MembershipSettings.MAX_COPY_MS))
        .containsExactly(ready(B));
  }

  @Test
  void is_not_alone_while_it_copies_and_is_patient_with_the_leader_when_that_is_over() {
    var participant = new Participant(A, SharedSettings.NONE, 0);
    discovery.onLeaderHere(B, participant, 10);
    assertThat(discovery.isAlone(10 + MembershipSettings.MAX_COPY_MS)).isFalse();
    assertThat(discovery.isAlone(11 + MembershipSettings.MAX_COPY_MS)).as("too long").isTrue();
    discovery.onStateCopied(participant, 20_000);
    assertThat(discovery.isAlone(20_000 + SETTINGS.aloneAfterMs() - 1)).isFalse();
    assertThat(discovery.isAlone(20_000 + MembershipSettings.LEADER_PATIENCE_MS)).isTrue();
  }

  @Test
  void a_frozen_node_without_a_view_asks_without_copying() {
    var participant = new Participant(A, SharedSettings.NONE, 0);
    participant.onPrepare(new Prepare(new Ballot(7, B.id()), B, List.of(A, B)), 0);
    assertThat(discovery.onLeaderHere(B, participant, 0)).containsExactly(ready(B));
  }

  @Test
  void a_leader_answers_a_joiner_with_its_address() {
    assertThat(discovery.onDiscover(new Discover(C, false, SharedSettings.NONE), OF_A))
        .containsExactly(new Transmit(Destination.to(C), new LeaderHere(OF_A.id(), A, 2)));
  }

  @Test
  void another_member_passes_the_question_on_only_where_it_was_asked_to() {
    var ofB = view(3, B, A, B);

    assertThat(discovery.onDiscover(new Discover(C, false, SharedSettings.NONE), ofB)).isEmpty();
    assertThat(discovery.onDiscover(new Discover(C, true, SharedSettings.NONE), ofB))
        .containsExactly(
            new Transmit(Destination.to(B), new Discover(C, false, SharedSettings.NONE)));
  }

  @Test
  void announces_itself_about_every_interval_and_at_once_in_a_new_view() {
    assertThat(discovery.announce(OF_A, 0)).hasSize(2);
    assertThat(discovery.announce(OF_A, SETTINGS.announceMs() * 3 / 4 - 1)).isEmpty();
    assertThat(discovery.announce(OF_A, SETTINGS.announceMs() * 5 / 4)).hasSize(2);

    discovery.onInstalled(500);

    assertThat(discovery.announce(OF_A, 500)).hasSize(2);
  }

  @Test
  void of_equal_parts_the_smaller_leader_offers_and_the_larger_makes_itself_heard() {
    var equal = new Announce(new ViewId(9, C.id()), C, 2, SharedSettings.NONE);
    var ofC = view(3, C, B, C);
    var atC = new MemberDiscovery(C, SETTINGS, new SplittableRandom(1), 0);

    discovery.onForeignAnnounce(equal, OF_A, promised(A), 0);
    assertThat(sent(discovery.onStateCopied(promised(A), 0)))
        .hasOnlyElementsOfType(JoinReady.class);
    assertThat(
            sent(
                atC.onForeignAnnounce(
                    new Announce(OF_A.id(), A, 2, SharedSettings.NONE), ofC, promised(C), 0)))
        .containsExactly(new Announce(ofC.id(), C, 2, SharedSettings.NONE));
  }

  @Test
  void a_joiner_whose_later_life_is_in_the_view_is_told_of_it() {
    var later = Members.member("c", 2);
    var withLater = view(3, A, A, later);

    assertThat(discovery.laterLife(withLater, C))
        .contains(new Transmit(Destination.to(C), new Discover(later, false, SharedSettings.NONE)));
    assertThat(discovery.laterLife(withLater, later)).isEmpty();
    assertThat(discovery.laterLife(withLater, Members.member("c", 3))).isEmpty();
    assertThat(discovery.laterLife(null, C)).isEmpty();
  }
}
