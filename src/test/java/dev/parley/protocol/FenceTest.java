package dev.parley.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FenceTest {
  @Test
  void a_member_believes_an_epoch_up_to_a_step_above_its_promise() {
    assertThat(Fence.believes(5 + Fence.EPOCH_STEP, 5, true)).isTrue();
    assertThat(Fence.believes(5 + Fence.EPOCH_STEP + 1, 5, true)).isFalse();
    assertThat(Fence.believes(Long.MAX_VALUE, 5, true)).isFalse();
    assertThat(Fence.believes(Long.MAX_VALUE, Fence.LAST_EPOCH, true)).isFalse();
  }

  @Test
  void a_member_promises_what_another_begins_that_heard_the_most_that_is_believed() {
    long begun = Fence.next(5 + Fence.EPOCH_STEP);
    assertThat(Fence.mayPromise(begun, 5, true, false)).isTrue();
    assertThat(Fence.mayPromise(5 + Fence.PROMISE_STEP, 5, true, false)).isTrue();
    assertThat(Fence.mayPromise(5 + Fence.PROMISE_STEP + 1, 5, true, false)).isFalse();
    assertThat(Fence.mayPromise(Long.MAX_VALUE, 5, true, false)).isFalse();
  }

  @Test
  void a_member_follows_its_leader_that_was_made_to_promise_at_the_fence() {
    long struck = 5 + Fence.PROMISE_STEP;
    assertThat(Fence.mayPromise(Fence.begins(struck, struck, true), 5, true, true)).isTrue();
    assertThat(Fence.mayPromise(5 + Fence.LEADER_STEP, 5, true, true)).isTrue();
    assertThat(Fence.mayPromise(5 + Fence.LEADER_STEP + 1, 5, true, true)).isFalse();
    assertThat(Fence.mayPromise(Long.MAX_VALUE, 5, true, true)).isFalse();
  }

  @Test
  void a_member_hears_who_was_made_to_promise_at_any_fence() {
    assertThat(Fence.believesPromise(5 + Fence.LEADER_STEP, 5, true)).isTrue();
    assertThat(Fence.believesPromise(5 + Fence.REPORT_STEP, 5, true)).isTrue();
    assertThat(Fence.believesPromise(5 + Fence.REPORT_STEP + 1, 5, true)).isFalse();
    assertThat(Fence.believesPromise(Long.MAX_VALUE, 5, true)).isFalse();
  }

  @Test
  void a_member_goes_on_by_a_step_at_most_and_a_node_alone_above_all_that_it_knows() {
    assertThat(Fence.begins(9, 5, true)).isEqualTo(10);
    assertThat(Fence.begins(5 + Fence.EPOCH_STEP, 5, true)).isEqualTo(6 + Fence.EPOCH_STEP);
    assertThat(Fence.begins(5 + Fence.REPORT_STEP, 5, true)).isEqualTo(6 + Fence.EPOCH_STEP);
    assertThat(Fence.begins(5 + Fence.REPORT_STEP, 5, false)).isEqualTo(6 + Fence.REPORT_STEP);
  }

  @Test
  void a_newcomer_takes_the_epoch_of_any_group_that_can_be() {
    assertThat(Fence.believes(Fence.NEWCOMER_EPOCH, 0, false)).isTrue();
    assertThat(Fence.believes(Fence.NEWCOMER_EPOCH + 1, 0, false)).isFalse();
    assertThat(Fence.believesPromise(Fence.NEWCOMER_EPOCH, 0, false)).isTrue();
    assertThat(Fence.believesPromise(Fence.NEWCOMER_EPOCH + 1, 0, false)).isFalse();
    assertThat(Fence.mayPromise(Fence.NEWCOMER_EPOCH, 0, false, false)).isTrue();
    assertThat(Fence.mayPromise(Fence.NEWCOMER_EPOCH + 1, 0, false, false)).isFalse();
  }

  @Test
  void a_newcomer_joins_also_a_group_that_was_founded_at_the_fence() {
    assertThat(Fence.hearsLeader(Fence.JOINED_EPOCH, 0, false)).isTrue();
    assertThat(Fence.hearsLeader(Fence.JOINED_EPOCH + 1, 0, false)).isFalse();
    assertThat(Fence.mayPromise(Fence.JOINED_EPOCH, 0, false, true)).isTrue();
    assertThat(Fence.mayPromise(Fence.JOINED_EPOCH + 1, 0, false, true)).isFalse();
    long founded = Fence.begins(Fence.NEWCOMER_EPOCH, 0, false);
    assertThat(Fence.mayPromise(founded + Fence.REPORT_STEP, 0, false, true)).isTrue();
  }

  @Test
  void epochs_end_before_they_overflow() {
    assertThat(Fence.hasNext(Fence.LAST_EPOCH - 1)).isTrue();
    assertThat(Fence.hasNext(Fence.LAST_EPOCH)).isFalse();
    assertThatThrownBy(() -> Fence.next(Long.MAX_VALUE)).isInstanceOf(ArithmeticException.class);
  }

  @Test
  void a_time_moves_another_by_a_step_at_most() {
    assertThat(Fence.admitsTime(7 + Fence.TIME_STEP, 7)).isTrue();
    assertThat(Fence.admitsTime(7 + Fence.TIME_STEP + 1, 7)).isFalse();
    assertThat(Fence.admitsTime(Long.MAX_VALUE, 7)).isFalse();
    assertThat(Fence.admitsTime(0, 7)).isTrue();
  }

  @Test
  void a_number_moves_its_stream_by_a_step_at_most() {
    assertThat(Fence.admitsNumber(3 + Fence.NUMBER_STEP, 3)).isTrue();
    assertThat(Fence.admitsNumber(4 + Fence.NUMBER_STEP, 3)).isFalse();
    assertThat(Fence.admitsNumber(Long.MAX_VALUE, 3)).isFalse();
  }
}
