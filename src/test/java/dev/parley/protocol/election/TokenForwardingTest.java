package dev.parley.protocol.election;

import static dev.parley.protocol.election.ElectionUnderTest.A;
import static dev.parley.protocol.election.ElectionUnderTest.B;
import static dev.parley.protocol.election.ElectionUnderTest.C;
import static dev.parley.protocol.election.ElectionUnderTest.D;
import static dev.parley.protocol.election.ElectionUnderTest.LEADER;
import static dev.parley.protocol.election.ElectionUnderTest.LIMIT;
import static dev.parley.protocol.election.ElectionUnderTest.ack;
import static dev.parley.protocol.election.ElectionUnderTest.announcement;
import static dev.parley.protocol.election.ElectionUnderTest.eager;
import static dev.parley.protocol.election.ElectionUnderTest.effects;
import static dev.parley.protocol.election.ElectionUnderTest.elect;
import static dev.parley.protocol.election.ElectionUnderTest.elected;
import static dev.parley.protocol.election.ElectionUnderTest.round;
import static dev.parley.protocol.election.ElectionUnderTest.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.election.ElectionMessage.HopAck;
import org.junit.jupiter.api.Test;

/** Each hop of a token, seen at member C, whose successor is D. */
class TokenForwardingTest {
  @Test
  void
      an_unacknowledged_token_is_sent_again_after_one_and_two_timeouts_and_then_to_the_next_member() {
    var election = eager();
    election.confirm(LEADER);

    assertThat(election.tick(20)).isEmpty();
    assertThat(election.tick(10)).containsExactly(to(D, elect(0, C, LIMIT)));
    assertThat(election.tick(50)).isEmpty();
    assertThat(election.tick(10)).containsExactly(to(D, elect(0, C, LIMIT)));
    assertThat(election.tick(110)).isEmpty();
    assertThat(election.tick(10)).containsExactly(to(A, elect(0, C, LIMIT)));
  }

  @Test
  void an_acknowledged_token_is_not_sent_again() {
    var election = eager();
    election.confirm(LEADER);
    election.receive(D, ack(0, C));

    assertThat(election.tick(500)).isEmpty();
  }

  @Test
  void an_acknowledgement_of_another_member_round_token_or_kind_counts_for_nothing() {
    var election = eager();
    election.confirm(LEADER);
    election.receive(A, ack(0, C));
    election.receive(D, ack(1, C));
    election.receive(D, ack(0, D));
    election.receive(D, new HopAck(round(0), C.id(), true));

    assertThat(election.tick(30)).containsExactly(to(D, elect(0, C, LIMIT)));
  }

  @Test
  void who_was_skipped_stays_skipped_in_this_round() {
    var election = ElectionUnderTest.of(B, ElectionMode.EAGER, A, B, C, D, LEADER);
    election.confirm(LEADER);
    election.tick(210);

    assertThat(effects(election.receive(A, elect(0, D, 5))))
        .containsExactly(to(A, ack(0, D)), to(D, elect(0, D, 4)));
  }

  @Test
  void who_was_skipped_is_tried_again_in_the_next_round() {
    var election = ElectionUnderTest.of(B, ElectionMode.EAGER, A, B, C, D, LEADER);
    election.confirm(LEADER);
    election.tick(210);
    election.receive(D, ack(0, B));

    assertThat(effects(election.tick(700))).startsWith(to(C, elect(1, B, LIMIT)));
  }

  @Test
  void a_later_round_is_more_patient_with_each_hop() {
    var election = eager();
    election.receive(B, elect(1, D, 5));

    assertThat(election.tick(50)).isEmpty();
    assertThat(election.tick(10)).containsExactly(to(D, elect(1, D, 4)));
  }

  @Test
  void a_token_that_nobody_takes_waits_for_the_next_round_and_elects_nobody() {
    var election = eager();
    election.confirm(LEADER);

    assertThat(election.tick(590)).isNotEmpty().doesNotContain(elected());
    assertThat(election.tick(2_000)).contains(to(D, elect(1, C, LIMIT))).doesNotContain(elected());
  }

  @Test
  void a_token_that_came_past_its_candidate_is_taken_home_once() {
    var election = ElectionUnderTest.of(A, ElectionMode.EAGER, A, B, C, D, LEADER);

    // C could not reach D, so A gets D's token from C.
    assertThat(effects(election.receive(C, elect(0, D, 4))))
        .containsExactly(to(C, ack(0, D)), to(D, elect(0, D, 4)));
    assertThat(effects(election.receive(C, elect(0, D, 4)))).containsExactly(to(C, ack(0, D)));
  }

  @Test
  void a_token_is_taken_home_also_by_who_passed_it_on_before() {
    var election = ElectionUnderTest.of(A, ElectionMode.EAGER, A, B, C, D, LEADER);
    election.receive(D, elect(0, D, LIMIT));

    assertThat(effects(election.receive(C, elect(0, D, 5))))
        .containsExactly(to(C, ack(0, D)), to(D, elect(0, D, 5)));
  }

  @Test
  void a_token_that_cannot_be_taken_home_is_given_up_after_three_tries() {
    var election = ElectionUnderTest.of(A, ElectionMode.EAGER, A, B, C, D, LEADER);
    election.receive(C, elect(0, D, 4));

    assertThat(election.tick(90)).containsExactly(to(D, elect(0, D, 4)), to(D, elect(0, D, 4)));
    assertThat(election.tick(10_000)).isEmpty();
  }

  @Test
  void a_smaller_candidate_is_not_taken_home_by_who_has_not_been_compared() {
    var election = ElectionUnderTest.of(D, ElectionMode.EAGER, A, B, C, D, LEADER);

    assertThat(effects(election.receive(B, elect(0, C, 4))))
        .containsExactly(to(B, ack(0, C)), to(A, elect(0, D, LIMIT)));
  }

  @Test
  void a_dead_candidates_token_is_sent_no_more() {
    var election = ElectionUnderTest.of(B, ElectionMode.EAGER, A, B, C, D, LEADER);
    election.receive(A, elect(0, C, 6));
    election.receive(A, elect(0, D, 6));

    assertThat(effects(election.confirm(C))).containsExactly(to(D, elect(0, D, 5)));
    assertThat(election.tick(30)).containsExactly(to(D, elect(0, D, 5)));
  }

  @Test
  void an_announcement_is_acknowledged_and_passed_on_like_a_token() {
    var election = ElectionUnderTest.classic();

    assertThat(effects(election.receive(B, announcement(0, D, 6))))
        .containsExactly(to(B, new HopAck(round(0), D.id(), true)), to(D, announcement(0, D, 5)));
    assertThat(election.tick(30)).containsExactly(to(D, announcement(0, D, 5)));
  }
}
