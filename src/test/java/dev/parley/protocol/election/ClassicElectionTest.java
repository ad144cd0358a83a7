package dev.parley.protocol.election;

import static dev.parley.protocol.election.ElectionUnderTest.A;
import static dev.parley.protocol.election.ElectionUnderTest.B;
import static dev.parley.protocol.election.ElectionUnderTest.C;
import static dev.parley.protocol.election.ElectionUnderTest.D;
import static dev.parley.protocol.election.ElectionUnderTest.LEADER;
import static dev.parley.protocol.election.ElectionUnderTest.LIMIT;
import static dev.parley.protocol.election.ElectionUnderTest.ack;
import static dev.parley.protocol.election.ElectionUnderTest.announcement;
import static dev.parley.protocol.election.ElectionUnderTest.classic;
import static dev.parley.protocol.election.ElectionUnderTest.eager;
import static dev.parley.protocol.election.ElectionUnderTest.effects;
import static dev.parley.protocol.election.ElectionUnderTest.elect;
import static dev.parley.protocol.election.ElectionUnderTest.elected;
import static dev.parley.protocol.election.ElectionUnderTest.events;
import static dev.parley.protocol.election.ElectionUnderTest.list;
import static dev.parley.protocol.election.ElectionUnderTest.round;
import static dev.parley.protocol.election.ElectionUnderTest.to;
import static dev.parley.protocol.election.ElectionUnderTest.toAll;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.CoreNetwork;
import dev.parley.protocol.Member;
import dev.parley.protocol.election.ElectionMessage.HopAck;
import org.junit.jupiter.api.Test;

/** What mode classic adds: the barrier before the tokens, and the announcement lap after them. */
class ClassicElectionTest {
  private static ElectionUnderTest withAllListsFrom(Member... others) {
    var election = classic();
    election.confirm(LEADER);
    for (var other : others) election.receive(other, list(0, A, B, C, D));
    return election;
  }

  @Test
  void tells_all_who_lives_before_it_initiates() {
    var outputs = classic().confirm(LEADER);

    assertThat(effects(outputs)).containsExactly(toAll(list(0, A, B, C, D)));
    assertThat(events(outputs)).containsExactly("election started");
  }

  @Test
  void initiates_when_all_who_live_say_the_same() {
    var election = withAllListsFrom(A, B);

    assertThat(effects(election.receive(D, list(0, A, B, C, D))))
        .containsExactly(to(D, elect(0, C, LIMIT)));
  }

  @Test
  void waits_for_a_member_that_says_something_else() {
    var election = withAllListsFrom(A, B);

    assertThat(election.receive(D, list(0, A, C, D))).isEmpty();
    assertThat(effects(election.receive(D, list(0, A, B, C, D))))
        .containsExactly(to(D, elect(0, C, LIMIT)));
  }

  @Test
  void counts_a_list_that_came_before_it_missed_the_leader_itself() {
    var election = classic();
    for (var other : new Member[] {A, B, D})
      assertThat(election.receive(other, list(0, A, B, C, D))).isEmpty();

    assertThat(effects(election.confirm(LEADER)))
        .containsExactly(toAll(list(0, A, B, C, D)), to(D, elect(0, C, LIMIT)));
  }

  @Test
  void does_not_join_the_barrier_because_of_the_others() {
    var election = classic();

    assertThat(election.receive(A, list(0, A, B, C, D))).isEmpty();
    assertThat(election.receive(B, list(1, A, B, C, D))).isEmpty();
    assertThat(election.tick(10_000)).isEmpty();
  }

  @Test
  void repeats_its_list_until_the_election_is_over() {
    var election = withAllListsFrom();

    assertThat(election.tick(90)).isEmpty();
    assertThat(election.tick(10)).containsExactly(toAll(list(0, A, B, C, D)));
    for (var other : new Member[] {A, B, D}) election.receive(other, list(0, A, B, C, D));
    election.receive(D, ack(0, C));
    assertThat(election.tick(100)).containsExactly(toAll(list(0, A, B, C, D)));
    election.freeze(D);
    assertThat(election.tick(1_000)).isEmpty();
  }

  @Test
  void tells_its_list_at_once_when_it_changes() {
    var election = withAllListsFrom(A, D);

    assertThat(effects(election.confirm(B))).containsExactly(toAll(list(0, A, C, D)));
    assertThat(effects(election.clear(B))).containsExactly(toAll(list(0, A, B, C, D)));
  }

  @Test
  void does_not_wait_for_a_member_that_died() {
    var election = withAllListsFrom();
    election.receive(A, list(0, A, C, D));
    election.receive(D, list(0, A, C, D));

    assertThat(effects(election.confirm(B)))
        .containsExactly(toAll(list(0, A, C, D)), to(D, elect(0, C, LIMIT)));
  }

  @Test
  void a_lone_survivor_wins_without_barrier_or_announcement() {
    var election = ElectionUnderTest.of(C, ElectionMode.CLASSIC, C, LEADER);

    assertThat(effects(election.confirm(LEADER))).contains(elected());
  }

  @Test
  void a_token_says_that_the_barrier_is_over() {
    var election = withAllListsFrom(A);

    assertThat(effects(election.receive(B, elect(0, D, 6))))
        .containsExactly(to(B, ack(0, D)), to(D, elect(0, C, LIMIT)), to(D, elect(0, D, 5)));
  }

  @Test
  void lists_that_never_agree_hold_the_election_up_for_a_while_and_not_for_ever() {
    var election = withAllListsFrom(A, B);

    assertThat(election.tick(2_990)).doesNotContain(to(D, elect(0, C, LIMIT)));
    assertThat(election.tick(10)).contains(to(D, elect(0, C, LIMIT)));
  }

  @Test
  void announces_that_it_won_and_acts_when_the_announcement_returns() {
    var election = withAllListsFrom(A, B, D);

    var won = election.receive(B, elect(0, C, 5));
    assertThat(effects(won)).containsExactly(to(B, ack(0, C)), to(D, announcement(0, C, LIMIT)));
    var announced = election.receive(B, announcement(0, C, 5));
    assertThat(effects(announced))
        .containsExactly(to(B, new HopAck(round(0), C.id(), true)), elected());
    assertThat(events(announced)).containsExactly("election won");
  }

  @Test
  void an_announcement_of_a_success_that_never_was_counts_for_nothing() {
    var election = withAllListsFrom(A, B, D);

    assertThat(effects(election.receive(B, announcement(0, C, 5)))).doesNotContain(elected());
  }

  @Test
  void a_dead_winner_is_not_announced_further() {
    var election = classic();
    election.confirm(D);

    assertThat(effects(election.receive(B, announcement(0, D, 5))))
        .containsExactly(to(B, new HopAck(round(0), D.id(), true)));
  }

  @Test
  void goes_back_to_the_barrier_when_the_round_comes_to_nothing() {
    var election = withAllListsFrom(A, B, D);
    election.receive(D, ack(0, C));

    assertThat(effects(election.tick(900)))
        .contains(toAll(list(1, A, B, C, D)))
        .doesNotContain(to(D, elect(1, C, LIMIT)));
  }

  @Test
  void follows_another_into_the_next_round() {
    var election = withAllListsFrom(A, B, D);

    var outputs = election.receive(A, list(1, A, B, C, D));

    assertThat(effects(outputs)).containsExactly(toAll(list(1, A, B, C, D)));
    assertThat(events(outputs)).containsExactly("election restarted");
  }

  @Test
  void cancels_at_the_barrier_when_the_leader_is_heard() {
    var election = withAllListsFrom(A, B);

    assertThat(events(election.clear(LEADER))).containsExactly("election cancelled");
    assertThat(election.receive(D, list(0, A, B, C, D))).isEmpty();
    assertThat(election.tick(10_000)).isEmpty();
  }

  @Test
  void ignores_lists_of_strangers_and_lists_longer_than_the_ring() {
    var election = withAllListsFrom(D);

    assertThat(election.receive(CoreNetwork.member(5), list(0, A, B, C, D))).isEmpty();
    assertThat(election.receive(D, list(0, A, B, C, D, LEADER))).isEmpty();
    election.receive(A, list(0, A, B, C, D));
    assertThat(effects(election.receive(B, list(0, A, B, C, D))))
        .containsExactly(to(D, elect(0, C, LIMIT)));
  }

  @Test
  void mode_eager_knows_no_barrier() {
    var election = eager();
    election.confirm(LEADER);

    assertThat(election.receive(A, list(5, A, B, C, D))).isEmpty();
  }
}
