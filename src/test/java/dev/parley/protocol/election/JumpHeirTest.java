package dev.parley.protocol.election;

import static dev.parley.protocol.election.ElectionUnderTest.A;
import static dev.parley.protocol.election.ElectionUnderTest.B;
import static dev.parley.protocol.election.ElectionUnderTest.C;
import static dev.parley.protocol.election.ElectionUnderTest.D;
import static dev.parley.protocol.election.ElectionUnderTest.LEADER;
import static dev.parley.protocol.election.ElectionUnderTest.VIEW;
import static dev.parley.protocol.election.ElectionUnderTest.accusations;
import static dev.parley.protocol.election.ElectionUnderTest.ack;
import static dev.parley.protocol.election.ElectionUnderTest.effects;
import static dev.parley.protocol.election.ElectionUnderTest.elected;
import static dev.parley.protocol.election.ElectionUnderTest.events;
import static dev.parley.protocol.election.ElectionUnderTest.nominate;
import static dev.parley.protocol.election.ElectionUnderTest.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.CoreNetwork;
import dev.parley.protocol.Member;
import dev.parley.protocol.Signal;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.election.ElectionMessage.ElectionId;
import dev.parley.protocol.election.ElectionMessage.Nominate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Mode jump, seen at a member of the ring A, B, C, D that is nominated. */
class JumpHeirTest {
  private static ElectionUnderTest jump(Member self) {
    return ElectionUnderTest.of(self, ElectionMode.JUMP, A, B, C, D, LEADER);
  }

  @Test
  void who_is_nominated_acts_when_its_own_detection_agrees() {
    var election = jump(D);

    var nominated = election.receive(A, nominate(0, 0));
    assertThat(effects(nominated)).containsExactly(to(A, ack(0)));
    assertThat(accusations(nominated)).containsExactly(new Signal.Accused(VIEW, LEADER.id()));
    assertThat(events(nominated)).containsExactly("election joined");

    var agreed = election.confirm(LEADER);
    assertThat(effects(agreed)).containsExactly(elected());
    assertThat(events(agreed)).containsExactly("election won");
  }

  @Test
  void asks_its_own_detection_about_the_other_dead_before_it_acts() {
    var election = jump(C);
    election.confirm(B);

    var nominated = election.receive(A, nominate(0, 0, B, D, CoreNetwork.member(5)));

    assertThat(accusations(nominated))
        .containsExactly(new Signal.Accused(VIEW, D.id()), new Signal.Accused(VIEW, LEADER.id()));
  }

  @Test
  void asks_its_own_detection_about_the_other_dead_also_while_it_changes_the_view() {
    var election = jump(D);
    election.confirm(LEADER);
    election.freeze(D);

    assertThat(accusations(election.receive(A, nominate(0, 0, C))))
        .containsExactly(new Signal.Accused(VIEW, C.id()));
  }

  @Test
  void asks_its_own_detection_again_and_again_and_gives_up_in_the_end() {
    var election = jump(D);
    election.receive(A, nominate(0, 0));

    assertThat(accusations(election.tick(100))).hasSize(10);
    election.tick(620);
    assertThat(election.tick(1_000)).isEmpty();
  }

  @Test
  void wins_once_however_many_nominate_it() {
    var election = jump(D);
    election.confirm(LEADER);

    assertThat(effects(election.receive(A, nominate(0, 0)))).containsExactly(to(A, ack(0)));
    assertThat(effects(election.receive(B, nominate(0, 0)))).containsExactly(to(B, ack(0)));
  }

  @Test
  void who_is_nominated_after_it_was_frozen_by_another_only_answers() {
    var election = jump(C);
    election.freeze(D);
    election.confirm(LEADER);

    assertThat(effects(election.receive(A, nominate(0, 0)))).containsExactly(to(A, ack(0)));
    assertThat(effects(election.tick(500))).isEmpty();
  }

  @Test
  void who_is_nominated_after_a_larger_one_answered_acts_only_when_that_one_is_dead() {
    var election = jump(C);
    election.confirm(LEADER);
    election.receive(D, ack(0));

    assertThat(effects(election.receive(A, nominate(0, 0)))).containsExactly(to(A, ack(0)));
    assertThat(election.tick(300)).isEmpty();
    election.confirm(D);
    assertThat(effects(election.tick(10))).containsExactly(elected());
  }

  @Test
  void who_is_nominated_while_it_awaits_a_larger_one_leaves_that_one_time() {
    var election = jump(C);
    election.confirm(LEADER);

    assertThat(effects(election.receive(A, nominate(0, 0)))).containsExactly(to(A, ack(0)));
    assertThat(election.tick(20)).isEmpty();
    assertThat(effects(election.tick(10))).containsExactly(elected());
  }

  @Test
  void a_nomination_of_a_stranger_or_for_another_view_is_dropped() {
    var election = jump(D);
    election.confirm(D);

    assertThat(election.receive(CoreNetwork.member(5), nominate(0, 0))).isEmpty();
    assertThat(election.receive(LEADER, nominate(0, 0))).isEmpty();
    assertThat(
            election.receive(
                A, new Nominate(new ElectionId(new ViewId(6, LEADER.id()), 0), List.of(), 0)))
        .isEmpty();
  }

  @Test
  void a_rank_that_a_message_claims_delays_nobody() {
    for (int rank : new int[] {Integer.MIN_VALUE, 1, Integer.MAX_VALUE}) {
      var election = jump(D);
      election.confirm(LEADER);
      assertThat(effects(election.receive(A, nominate(1, rank))))
          .containsExactly(to(A, ack(1)), elected());
    }
  }
}
