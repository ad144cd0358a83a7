package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CopyRoundsTest {
  private final CopyRounds rounds = new CopyRounds();

  @Test
  void a_little_that_is_new_is_left_to_the_view_change() {
    assertThat(rounds.isAnother(false, CopyRounds.FEW, 100)).isFalse();
  }

  @Test
  void much_that_is_new_is_followed_by_another_round() {
    assertThat(rounds.isAnother(false, CopyRounds.FEW + 1, 100)).isTrue();
    assertThat(rounds.isAnother(false, 600, 60_000)).as("1 %").isFalse();
  }

  @Test
  void more_than_a_hundredth_is_much_of_a_large_state() {
    assertThat(rounds.isAnother(false, 601, 60_000)).isTrue();
  }

  @Test
  void three_rounds_are_enough_whatever_happens() {
    for (int round = 1; round < CopyRounds.MAX; round++)
      assertThat(rounds.isAnother(true, 0, 0)).isTrue();
    assertThat(rounds.isAnother(true, 60_000, 60_000)).isFalse();
  }
}
