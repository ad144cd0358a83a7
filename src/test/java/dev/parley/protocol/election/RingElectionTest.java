package dev.parley.protocol.election;

import static dev.parley.protocol.election.ElectionUnderTest.A;
import static dev.parley.protocol.election.ElectionUnderTest.B;
import static dev.parley.protocol.election.ElectionUnderTest.C;
import static dev.parley.protocol.election.ElectionUnderTest.D;
import static dev.parley.protocol.election.ElectionUnderTest.LEADER;
import static dev.parley.protocol.election.ElectionUnderTest.LIMIT;
import static dev.parley.protocol.election.ElectionUnderTest.VIEW;
import static dev.parley.protocol.election.ElectionUnderTest.ack;
import static dev.parley.protocol.election.ElectionUnderTest.eager;
import static dev.parley.protocol.election.ElectionUnderTest.effects;
import static dev.parley.protocol.election.ElectionUnderTest.elect;
import static dev.parley.protocol.election.ElectionUnderTest.elected;
import static dev.parley.protocol.election.ElectionUnderTest.events;
import static dev.parley.protocol.election.ElectionUnderTest.round;
import static dev.parley.protocol.election.ElectionUnderTest.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.ViewId;
import dev.parley.protocol.election.ElectionMessage.Elect;
import dev.parley.protocol.election.ElectionMessage.ElectionId;
import org.junit.jupiter.api.Test;

/** When an election begins, ends and is repeated, seen at member C in mode eager. */
class RingElectionTest {
  // Who starts, and when it is over.

  @Test
  void initiates_when_the_leader_is_confirmed() {
    var outputs = eager().confirm(LEADER);

    assertThat(effects(outputs)).containsExactly(to(D, elect(0, C, LIMIT)));
    assertThat(events(outputs)).containsExactly("election started");
  }

  @Test
  void does_nothing_when_another_member_is_confirmed() {
    assertThat(eager().confirm(B)).isEmpty();
  }

  @Test
  void wins_when_its_own_token_returns_and_says_so_once() {
    var election = eager();
    election.confirm(LEADER);

    var outputs = election.receive(B, elect(0, C, 5));

    assertThat(effects(outputs)).containsExactly(to(B, ack(0, C)), elected());
    assertThat(events(outputs)).containsExactly("election won");
    assertThat(effects(election.receive(B, elect(0, C, 5)))).containsExactly(to(B, ack(0, C)));
  }

  @Test
  void a_lone_survivor_wins_at_once() {
    var election = ElectionUnderTest.of(C, ElectionMode.EAGER, C, LEADER);

    assertThat(effects(election.confirm(LEADER))).containsExactly(elected());
  }

  @Test
  void wins_when_all_the_others_die() {
    var election = eager();
    election.confirm(A);
    election.confirm(LEADER);
    election.confirm(B);

    assertThat(effects(election.confirm(D))).containsExactly(elected());
  }

  @Test
  void wins_once_a_round_even_if_all_the_others_die_after() {
    var election = eager();
    election.confirm(LEADER);
    election.receive(B, elect(0, C, 5));
    election.confirm(A);
    election.confirm(B);

    assertThat(effects(election.confirm(D))).doesNotContain(elected());
  }

  @Test
  void a_winner_begins_no_other_round_when_a_member_dies_that_passed_its_token_on() {
    var election = eager();
    election.confirm(LEADER);
    election.receive(D, ack(0, C));
    election.receive(B, elect(0, C, 5));

    assertThat(election.confirm(D)).isEmpty();
  }

  @Test
  void does_not_win_by_a_token_that_it_never_sent() {
    assertThat(effects(eager().receive(B, elect(0, C, 5)))).containsExactly(to(B, ack(0, C)));
  }

  @Test
  void a_leader_elects_nobody() {
    var election = ElectionUnderTest.of(LEADER, ElectionMode.EAGER, A, B, LEADER);

    assertThat(election.receive(B, elect(0, B, 4))).isEmpty();
    assertThat(election.confirm(A)).isEmpty();
  }

  @Test
  void cancels_when_the_leader_is_heard_and_ends_the_tokens_of_that_round() {
    var election = eager();
    election.confirm(LEADER);

    assertThat(events(election.clear(LEADER))).containsExactly("election cancelled");
    assertThat(effects(election.receive(B, elect(0, D, 6)))).containsExactly(to(B, ack(0, D)));
    assertThat(election.tick(10_000)).isEmpty();
  }

  @Test
  void starts_the_next_round_when_the_leader_is_confirmed_again() {
    var election = eager();
    election.confirm(LEADER);
    election.clear(LEADER);

    assertThat(effects(election.confirm(LEADER))).containsExactly(to(D, elect(1, C, LIMIT)));
  }

  @Test
  void forgets_everything_when_a_view_is_installed() {
    var election = eager();
    election.confirm(LEADER);
    election.confirm(A);
    var next = new ViewId(8, D.id());

    assertThat(election.install(next, A, B, C, D)).isEmpty();

    assertThat(election.tick(10_000)).isEmpty();
    assertThat(effects(election.confirm(D)))
        .containsExactly(to(A, new Elect(new ElectionId(next, 0), C.id(), 6)));
  }

  @Test
  void a_death_in_an_earlier_view_starts_nothing_in_this_one() {
    var election = eager();
    election.install(new ViewId(8, LEADER.id()), A, B, C, D, LEADER);

    assertThat(election.confirm(VIEW, LEADER)).isEmpty();

    assertThat(election.tick(10_000)).isEmpty();
    assertThat(effects(election.confirm(LEADER))).isNotEmpty();
  }

  // Repetition of rounds.

  @Test
  void restarts_when_no_view_comes_of_the_round() {
    var election = eager();
    election.confirm(LEADER);
    election.receive(D, ack(0, C));

    assertThat(election.tick(590)).isEmpty();
    var outputs = election.tick(310);
    assertThat(events(outputs)).containsExactly("election restarted");
    assertThat(effects(outputs)).startsWith(to(D, elect(1, C, LIMIT)));
  }

  @Test
  void restarts_a_round_too_that_it_only_brought_a_token_home_for() {
    var election = ElectionUnderTest.of(A, ElectionMode.EAGER, A, B, C, D, LEADER);
    election.confirm(LEADER);
    election.receive(C, elect(1, D, 4));
    election.receive(D, ack(1, D));

    assertThat(effects(election.tick(1_500))).startsWith(to(B, elect(2, A, LIMIT)));
  }

  @Test
  void who_only_joined_goes_back_to_rest_when_no_view_comes_of_the_round() {
    var election = eager();
    election.receive(B, elect(0, D, 6));
    election.receive(D, ack(0, D));

    assertThat(election.tick(10_000)).isEmpty();
    assertThat(effects(election.confirm(LEADER))).containsExactly(to(D, elect(1, C, LIMIT)));
  }

  @Test
  void restarts_when_a_candidate_dies_that_it_gave_way_to() {
    var election = eager();
    election.confirm(LEADER);
    election.receive(B, elect(0, D, 6));

    assertThat(effects(election.confirm(D))).containsExactly(to(A, elect(1, C, LIMIT)));
  }

  @Test
  void restarts_when_a_member_dies_that_it_gave_a_token_to() {
    var election = ElectionUnderTest.of(B, ElectionMode.EAGER, A, B, C, D, LEADER);
    election.confirm(LEADER);
    election.receive(C, ack(0, B));

    assertThat(effects(election.confirm(C))).containsExactly(to(D, elect(1, B, LIMIT)));
  }

  @Test
  void goes_around_a_member_that_dies_before_it_took_the_token() {
    var election = eager();
    election.confirm(LEADER);

    assertThat(effects(election.confirm(D))).containsExactly(to(A, elect(0, C, LIMIT)));
  }

  @Test
  void goes_on_when_a_member_dies_that_does_not_matter() {
    var election = eager();
    election.confirm(LEADER);

    assertThat(election.confirm(A)).isEmpty();
  }

  @Test
  void includes_a_member_again_that_was_heard_again() {
    var election = eager();
    election.confirm(D);
    election.clear(D);

    assertThat(effects(election.confirm(LEADER))).containsExactly(to(D, elect(0, C, LIMIT)));
  }

  // The view change that follows.

  @Test
  void waits_longer_once_somebody_changes_the_view() {
    var election = eager();
    election.confirm(LEADER);
    election.freeze(D);

    assertThat(election.tick(2_990)).isEmpty();
    assertThat(events(election.tick(10))).containsExactly("election restarted");
  }

  @Test
  void fights_nobody_who_changes_the_view() {
    var election = eager();
    election.confirm(LEADER);
    election.freeze(A);

    assertThat(effects(election.receive(B, elect(0, C, 5)))).containsExactly(to(B, ack(0, C)));
    assertThat(effects(election.receive(B, elect(0, D, 5)))).containsExactly(to(B, ack(0, D)));
  }

  @Test
  void starts_nothing_when_it_misses_the_leader_while_another_changes_the_view() {
    var election = eager();
    election.freeze(D);

    assertThat(election.confirm(LEADER)).isEmpty();
    assertThat(effects(election.tick(3_000))).containsExactly(to(D, elect(1, C, LIMIT)));
  }

  @Test
  void restarts_at_once_when_the_coordinator_dies() {
    var election = eager();
    election.confirm(LEADER);
    election.freeze(D);

    var outputs = election.confirm(D);

    assertThat(events(outputs)).containsExactly("election restarted");
    assertThat(effects(outputs)).containsExactly(to(A, elect(1, C, LIMIT)));
  }

  @Test
  void takes_no_comfort_in_a_view_change_of_the_dead_leader() {
    var election = eager();
    election.freeze(LEADER);

    assertThat(effects(election.confirm(LEADER))).containsExactly(to(D, elect(0, C, LIMIT)));
  }

  @Test
  void takes_no_comfort_in_a_view_change_of_a_dead_member() {
    var election = eager();
    election.confirm(D);
    election.freeze(D);

    assertThat(effects(election.confirm(LEADER))).containsExactly(to(A, elect(0, C, LIMIT)));
  }

  @Test
  void says_nothing_of_a_view_change_that_fails_under_a_live_leader() {
    var election = eager();
    election.freeze(D);

    assertThat(election.tick(60_000)).isEmpty();
  }

  @Test
  void names_view_round_and_candidate_in_its_notes() {
    assertThat(eager().confirm(LEADER).get(0).toString())
        .contains("view " + VIEW + ", round " + round(0).round() + ", candidate " + C.id());
  }
}
