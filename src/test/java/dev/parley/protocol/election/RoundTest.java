package dev.parley.protocol.election;

import static dev.parley.protocol.election.ElectionUnderTest.A;
import static dev.parley.protocol.election.ElectionUnderTest.B;
import static dev.parley.protocol.election.ElectionUnderTest.C;
import static dev.parley.protocol.election.ElectionUnderTest.D;
import static dev.parley.protocol.election.ElectionUnderTest.LEADER;
import static dev.parley.protocol.election.ElectionUnderTest.LIMIT;
import static dev.parley.protocol.election.ElectionUnderTest.ack;
import static dev.parley.protocol.election.ElectionUnderTest.eager;
import static dev.parley.protocol.election.ElectionUnderTest.effects;
import static dev.parley.protocol.election.ElectionUnderTest.elect;
import static dev.parley.protocol.election.ElectionUnderTest.events;
import static dev.parley.protocol.election.ElectionUnderTest.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.CoreNetwork;
import dev.parley.protocol.Message;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.election.ElectionMessage.Elect;
import dev.parley.protocol.election.ElectionMessage.ElectionId;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What a member does with a token: the table of Chang and Roberts, seen at member C in mode eager.
 */
class RoundTest {
  private record OfAnotherFamily() implements Message {}

  @Test
  void passes_on_a_larger_candidate() {
    var election = eager();
    election.confirm(LEADER);

    assertThat(effects(election.receive(B, elect(0, D, 6))))
        .containsExactly(to(B, ack(0, D)), to(D, elect(0, D, 5)));
  }

  @Test
  void joins_by_a_larger_token_without_having_missed_the_leader() {
    var election = eager();

    var outputs = election.receive(B, elect(0, D, 6));

    assertThat(effects(outputs)).containsExactly(to(B, ack(0, D)), to(D, elect(0, D, 5)));
    assertThat(events(outputs)).containsExactly("election joined");
    assertThat(effects(election.receive(B, elect(0, A, 6)))).containsExactly(to(B, ack(0, A)));
  }

  @Test
  void puts_itself_in_place_of_a_smaller_candidate() {
    assertThat(effects(eager().receive(B, elect(0, A, 6))))
        .containsExactly(to(B, ack(0, A)), to(D, elect(0, C, LIMIT)));
  }

  @Test
  void swallows_a_smaller_candidate_when_it_takes_part() {
    var election = eager();
    election.confirm(LEADER);

    assertThat(effects(election.receive(B, elect(0, A, 6)))).containsExactly(to(B, ack(0, A)));
  }

  @Test
  void does_not_initiate_twice_when_it_joined_before_it_missed_the_leader() {
    var election = eager();
    election.receive(B, elect(0, D, 6));

    assertThat(election.confirm(LEADER)).isEmpty();
  }

  @Test
  void acknowledges_a_double_and_does_nothing_else() {
    var election = eager();
    election.receive(B, elect(0, D, 6));

    assertThat(effects(election.receive(B, elect(0, D, 6)))).containsExactly(to(B, ack(0, D)));
  }

  @Test
  void discards_a_dead_candidate_and_puts_itself_in_place() {
    var election = eager();
    election.confirm(D);

    assertThat(effects(election.receive(B, elect(0, D, 6))))
        .containsExactly(to(B, ack(0, D)), to(A, elect(0, C, LIMIT)));
  }

  @Test
  void discards_a_dead_candidate_when_it_takes_part() {
    var election = eager();
    election.confirm(D);
    election.confirm(LEADER);

    assertThat(effects(election.receive(B, elect(0, D, 6)))).containsExactly(to(B, ack(0, D)));
  }

  @Test
  void passes_a_token_on_while_it_has_hops_left_and_drops_it_after_the_last() {
    assertThat(effects(eager().receive(B, elect(0, D, 2))))
        .containsExactly(to(B, ack(0, D)), to(D, elect(0, D, 1)));
    assertThat(effects(eager().receive(B, elect(0, D, 1)))).containsExactly(to(B, ack(0, D)));
  }

  @Test
  void takes_no_token_with_hops_that_it_cannot_have() {
    for (int hops : List.of(Integer.MIN_VALUE, 0, LIMIT + 1, Integer.MAX_VALUE)) {
      assertThat(eager().receive(B, elect(0, D, hops))).as("%d", hops).isEmpty();
      assertThat(eager().receive(D, elect(0, D, hops))).as("%d", hops).isEmpty();
    }
    assertThat(effects(eager().receive(B, elect(0, D, LIMIT - 1))))
        .contains(to(D, elect(0, D, LIMIT - 2)));
  }

  @Test
  void takes_a_token_on_its_first_hop_from_its_candidate_alone() {
    assertThat(eager().receive(B, elect(0, D, LIMIT))).isEmpty();
    assertThat(effects(eager().receive(D, elect(0, D, LIMIT))))
        .contains(to(D, elect(0, D, LIMIT - 1)));
  }

  @Test
  void joins_a_later_round_and_leaves_its_own() {
    var election = eager();
    election.confirm(LEADER);

    assertThat(effects(election.receive(B, elect(3, A, 6))))
        .containsExactly(to(B, ack(3, A)), to(D, elect(3, C, LIMIT)));
    assertThat(election.tick(240))
        .contains(to(D, elect(3, C, LIMIT)))
        .doesNotContain(to(D, elect(0, C, LIMIT)));
  }

  @Test
  void acknowledges_an_earlier_round_and_does_nothing_else() {
    var election = eager();
    election.receive(B, elect(3, A, 6));

    assertThat(effects(election.receive(B, elect(2, D, 6)))).containsExactly(to(B, ack(2, D)));
  }

  @Test
  void takes_the_last_round_that_there_can_be_and_none_beyond() {
    assertThat(effects(eager().receive(B, elect(RingMembers.MAX_ROUND, D, 6)))).hasSize(2);
    assertThat(eager().receive(B, elect(RingMembers.MAX_ROUND + 1, D, 6))).isEmpty();
    assertThat(eager().receive(B, elect(-1, D, 6))).isEmpty();
  }

  @Test
  void drops_tokens_of_other_views_of_strangers_and_for_strangers() {
    var stranger = CoreNetwork.member(5);

    assertThat(
            eager().receive(B, new Elect(new ElectionId(new ViewId(6, LEADER.id()), 0), D.id(), 6)))
        .isEmpty();
    assertThat(eager().receive(stranger, elect(0, D, 6))).isEmpty();
    assertThat(eager().receive(C, elect(0, D, 6))).isEmpty();
    assertThat(eager().receive(B, elect(0, stranger, 6))).isEmpty();
    assertThat(eager().receive(B, elect(0, LEADER, 6))).isEmpty();
    assertThat(ElectionUnderTest.withoutView().receive(B, elect(0, D, 6))).isEmpty();
    assertThat(eager().receive(B, new OfAnotherFamily())).isEmpty();
  }
}
