package dev.parley.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import java.util.List;
import org.junit.jupiter.api.Test;

class HolderTurnsTest {
  private static final Member A = member("a");
  private static final Member B = member("b");

  private static Member member(String name) {
    var bus = new Endpoint("10.0.0.1", 7_000);
    return new Member(new MemberId(name, 1), bus, bus);
  }

  @Test
  void the_holders_are_asked_in_turn() {
    var turns = new HolderTurns(List.of(A, B));
    assertThat(turns.next()).contains(A);
    assertThat(turns.next()).contains(B);
    assertThat(turns.next()).contains(A);
  }

  @Test
  void nobody_is_asked_where_nobody_has_the_state() {
    assertThat(new HolderTurns(List.of()).next()).isEmpty();
  }

  @Test
  void there_is_an_end_of_it() {
    var turns = new HolderTurns(List.of(A));
    for (int i = 0; i < HolderTurns.MAX_ATTEMPTS; i++) assertThat(turns.next()).contains(A);
    assertThat(turns.next()).isEmpty();
    assertThat(turns.next()).isEmpty();
  }

  @Test
  void whole_states_are_asked_for_when_each_has_failed_and_differences_after_another_round() {
    var turns = new HolderTurns(List.of(A, B));
    assertThat(turns.isForDifference()).isTrue();
    turns.onFailed();
    assertThat(turns.isForDifference()).as("the other one may know it").isTrue();
    turns.onFailed();
    assertThat(turns.isForDifference()).isFalse();
    turns.onFailed();
    assertThat(turns.isForDifference()).isFalse();
    turns.onFailed();
    assertThat(turns.isForDifference()).isTrue();
  }
}
