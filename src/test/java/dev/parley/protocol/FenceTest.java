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
    assertThat(Fence.mayPromise(begun, 5, true)).isTrue();
    assertThat(Fence.mayPromise(5 + Fence.PROMISE_STEP, 5, true)).isTrue();
    assertThat(Fence.mayPromise(5 + Fence.PROMISE_STEP + 1, 5, true)).isFalse();
    assertThat(Fence.mayPromise(Long.MAX_VALUE, 5, true)).isFalse();
  }

  @Test
  void a_newcomer_takes_the_epoch_of_any_group_that_can_be() {
    assertThat(Fence.believes(Fence.NEWCOMER_EPOCH, 0, false)).isTrue();
    assertThat(Fence.believes(Fence.NEWCOMER_EPOCH + 1, 0, false)).isFalse();
    assertThat(Fence.mayPromise(Fence.NEWCOMER_EPOCH, 0, false)).isTrue();
    assertThat(Fence.mayPromise(Fence.NEWCOMER_EPOCH + 1, 0, false)).isFalse();
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
