package dev.parley.protocol.election;

import static dev.parley.protocol.election.ElectionUnderTest.A;
import static dev.parley.protocol.election.ElectionUnderTest.B;
import static dev.parley.protocol.election.ElectionUnderTest.C;
import static dev.parley.protocol.election.ElectionUnderTest.D;
import static dev.parley.protocol.election.ElectionUnderTest.LEADER;
import static dev.parley.protocol.election.ElectionUnderTest.LIMIT;
import static dev.parley.protocol.election.ElectionUnderTest.ack;
import static dev.parley.protocol.election.ElectionUnderTest.effects;
import static dev.parley.protocol.election.ElectionUnderTest.elect;
import static dev.parley.protocol.election.ElectionUnderTest.elected;
import static dev.parley.protocol.election.ElectionUnderTest.events;
import static dev.parley.protocol.election.ElectionUnderTest.nominate;
import static dev.parley.protocol.election.ElectionUnderTest.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Member;
import dev.parley.protocol.Signal;
import org.junit.jupiter.api.Test;

/**
 * Mode jump, seen at one member of the ring A, B, C, D, where D is the heir. A hop times out after
 * 30 ms.
 */
class JumpElectionTest {
  private static ElectionUnderTest jump(Member self) {
    return ElectionUnderTest.of(self, ElectionMode.JUMP, A, B, C, D, LEADER);
  }

  @Test
  void nominates_the_largest_at_once() {
    var outputs = jump(B).confirm(LEADER);

    assertThat(effects(outputs)).containsExactly(to(D, nominate(0, 0)));
    assertThat(events(outputs)).containsExactly("election started");
  }

  @Test
  void the_heir_itself_tells_nobody_and_wins() {
    var outputs = jump(D).confirm(LEADER);

    assertThat(effects(outputs)).containsExactly(elected());
    assertThat(events(outputs)).containsExactly("election started", "election won");
  }

  @Test
  void passes_over_the_dead_and_says_who_they_are() {
    var election = jump(B);
    election.confirm(D);

    assertThat(effects(election.confirm(LEADER))).containsExactly(to(C, nominate(0, 0, D)));
  }

  @Test
  void passes_over_the_suspected_until_they_are_heard() {
    var election = jump(B);
    election.signal(new Signal.Suspected(D.id(), 1_300));
    assertThat(effects(election.confirm(LEADER))).containsExactly(to(C, nominate(0, 0)));

    var heard = jump(B);
    heard.signal(new Signal.Suspected(D.id(), 1_300));
    heard.clear(D);
    assertThat(effects(heard.confirm(LEADER))).containsExactly(to(D, nominate(0, 0)));
  }

  @Test
  void nominates_the_next_after_one_hop_timeout_of_silence_and_itself_in_the_end() {
    var election = jump(B);
    election.confirm(LEADER);

    assertThat(election.tick(20)).isEmpty();
    assertThat(election.tick(10)).containsExactly(to(C, nominate(0, 0)));
    assertThat(election.tick(20)).isEmpty();
    assertThat(effects(election.tick(10))).containsExactly(elected());
  }

  @Test
  void nominates_the_next_at_once_when_the_heir_is_suspected_or_dies_before_it_answers() {
    var suspected = jump(A);
    suspected.confirm(LEADER);
    assertThat(suspected.signal(new Signal.Suspected(D.id(), 1_300)))
        .containsExactly(to(C, nominate(0, 0)));

    var dead = jump(A);
    dead.confirm(LEADER);
    assertThat(dead.confirm(D)).containsExactly(to(C, nominate(0, 0, D)));
  }

  @Test
  void an_heir_is_told_who_else_has_died() {
    var election = jump(A);
    election.confirm(LEADER);
    election.receive(D, ack(0));

    assertThat(effects(election.confirm(B))).containsExactly(to(D, nominate(0, 0, B)));
  }

  @Test
  void an_heir_that_answered_is_given_time_until_it_is_confirmed_dead() {
    var election = jump(A);
    election.confirm(LEADER);
    election.receive(D, ack(0));

    assertThat(election.signal(new Signal.Suspected(D.id(), 1_300))).isEmpty();
    assertThat(election.tick(400)).isEmpty();
    assertThat(effects(election.confirm(D))).containsExactly(to(C, nominate(0, 0, D)));
  }

  @Test
  void an_answer_of_somebody_else_or_of_another_round_counts_for_nothing() {
    var election = jump(A);
    election.confirm(LEADER);
    election.receive(C, ack(0));
    election.receive(D, ack(1));

    assertThat(election.tick(30)).containsExactly(to(C, nominate(0, 0)));
  }

  @Test
  void nominates_again_when_no_view_change_follows_and_then_goes_around_the_ring() {
    var election = jump(A);
    election.confirm(LEADER);
    election.receive(D, ack(0));
    assertThat(effects(election.tick(720))).startsWith(to(D, nominate(1, 0)));
    election.receive(D, ack(1));

    var fallenBack = effects(election.tick(1_140));
    assertThat(fallenBack).contains(to(B, elect(2, A, LIMIT)));
  }

  @Test
  void an_heir_that_answers_late_is_awaited_after_all() {
    var election = jump(A);
    election.confirm(LEADER);
    election.tick(30);
    election.receive(D, ack(0));

    assertThat(election.tick(300)).isEmpty();
  }
}
