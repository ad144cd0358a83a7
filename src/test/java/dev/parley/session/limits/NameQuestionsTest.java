package dev.parley.session.limits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NameQuestionsTest {
  private static final ClientAddress FAR = ClientAddress.of(new byte[] {10, 0, 0, 1});
  private static final ClientAddress OTHER = ClientAddress.of(new byte[] {10, 0, 0, 2});
  private static final ClientAddress LOOPBACK = ClientAddress.of(new byte[] {127, 0, 0, 1});

  private final NameQuestions questions = new NameQuestions();

  @Test
  void twenty_a_minute_are_answered_for_each_address() {
    for (int i = 0; i < 20; i++) assertThat(questions.take(FAR, 0)).isZero();
    assertThat(questions.take(FAR, 0)).isEqualTo(3_000);
    assertThat(questions.take(FAR, 2_999)).isPositive();
    assertThat(questions.take(OTHER, 0)).isZero();
    assertThat(questions.take(FAR, 3_000)).isZero();
  }

  @Test
  void this_machine_may_ask_as_often_as_it_wants() {
    for (int i = 0; i < 1_000; i++) assertThat(questions.take(LOOPBACK, 0)).isZero();
  }

  @Test
  void what_was_not_answered_does_not_count() {
    for (int i = 0; i < 20; i++) assertThat(questions.take(FAR, 0)).isZero();
    questions.giveBack(FAR);
    questions.giveBack(OTHER);
    questions.giveBack(LOOPBACK);
    assertThat(questions.take(FAR, 0)).isZero();
    assertThat(questions.take(FAR, 0)).isPositive();
  }
}
