package dev.parley.protocol.membership;

import static dev.parley.protocol.membership.Members.A;
import static dev.parley.protocol.membership.Members.B;
import static dev.parley.protocol.membership.Members.C;
import static dev.parley.protocol.membership.Members.ballot;
import static dev.parley.protocol.membership.Members.install;
import static dev.parley.protocol.membership.Members.prepare;
import static dev.parley.protocol.membership.Members.report;
import static dev.parley.protocol.membership.Members.sent;
import static dev.parley.protocol.membership.Members.view;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Member;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.membership.MembershipMessage.ComponentCut;
import dev.parley.protocol.membership.MembershipMessage.Cut;
import dev.parley.protocol.membership.MembershipMessage.Fetching;
import dev.parley.protocol.membership.MembershipMessage.Flushed;
import dev.parley.protocol.membership.MembershipOutput.FetchState;
import dev.parley.protocol.membership.Participant.Phase;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A participant that lacks the states of other parts. */
class ParticipantFetchTest {
  private static final View OLD = view(1, B, A, B);
  private static final VersionVector THREE = VersionVector.EMPTY.with(B.id(), 3);

  private final Participant participant = new Participant(A, SharedSettings.NONE, 0);

  @Test
  void fetches_the_state_of_parts_that_have_what_it_lacks_before_it_has_flushed() {
    installed(OLD);
    promise(2);
    var unknown = alone(C, VersionVector.EMPTY.with(C.id(), 1));
    participant.onCut(cut(2, component(THREE), unknown, alone(B, VersionVector.EMPTY)));
    assertThat(participant.onCutReached(ballot(2, B), 0))
        .containsExactly(new FetchState(ballot(2, B), List.of(List.of(C))));
    assertThat(participant.phase()).isEqualTo(Phase.PROMISED);
    assertThat(sent(participant.onStateFetched(ballot(2, B), 0)))
        .containsExactly(new Flushed(ballot(2, B)));
  }

  @Test
  void waits_on_and_says_so_while_a_state_comes_but_not_for_ever() {
    installed(OLD);
    promise(2);
    participant.onCut(cut(2, component(THREE), alone(C, VersionVector.EMPTY.with(C.id(), 1))));
    participant.onCutReached(ballot(2, B), 100);
    long last = 100 + MembershipSettings.MAX_FETCH_MS;

    assertThat(sent(participant.onStateProgress(ballot(2, B), last)))
        .containsExactly(new Fetching(ballot(2, B)));
    assertThat(participant.phaseSinceMs()).isEqualTo(last);
    assertThat(participant.onStateProgress(ballot(2, B), last + 1)).as("too long").isEmpty();
    assertThat(participant.onStateProgress(ballot(1, B), 200)).as("another ballot").isEmpty();
  }

  @Test
  void waits_on_while_its_coordinator_says_that_others_fetch() {
    installed(OLD);
    promise(2);
    participant.onFetching(B.id(), ballot(2, B), 700);
    assertThat(participant.phaseSinceMs()).isEqualTo(700);
    participant.onFetching(C.id(), ballot(2, B), 800);
    participant.onFetching(B.id(), ballot(1, B), 900);
    assertThat(participant.phaseSinceMs()).isEqualTo(700);
  }

  @Test
  void a_state_that_was_fetched_for_an_earlier_ballot_counts_for_nothing() {
    installed(OLD);
    promise(2);
    participant.onCut(cut(2, component(THREE)));
    participant.onPrepare(prepare(3, B, A, B), 0);

    assertThat(participant.onStateFetched(ballot(2, B), 0)).isEmpty();
    assertThat(participant.onStateFetched(ballot(3, B), 0)).isEmpty();
    assertThat(participant.onCutReached(ballot(3, B), 0)).isEmpty();
  }

  private void promise(long epoch) {
    participant.onPrepare(prepare(epoch, B, A, B), 0);
    participant.onFrozen(ballot(epoch, B), report(A));
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
