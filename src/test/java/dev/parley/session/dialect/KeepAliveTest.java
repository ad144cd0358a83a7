package dev.parley.session.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.session.dialect.KeepAlive.Answers;
import dev.parley.session.dialect.KeepAlive.Ask;
import dev.parley.session.dialect.KeepAlive.Gone;
import dev.parley.session.dialect.KeepAlive.Shown;
import org.junit.jupiter.api.Test;

class KeepAliveTest {
  private static final long PING_AFTER_MS = 20_000;
  private static final long ANSWER_WITHIN_MS = 35_000;

  /** A clock begins anywhere. */
  private static final long T = -5_000_000;

  private final KeepAlive alive = new KeepAlive(PING_AFTER_MS, ANSWER_WITHIN_MS, T);

  @Test
  void asks_a_client_that_was_silent_for_as_long_as_is_set_and_not_before() {
    alive.onSession(Answers.LIFE, T);
    assertThat(alive.dueMs()).isEqualTo(T + PING_AFTER_MS);

    assertThat(alive.onTick(T + PING_AFTER_MS - 1)).isEmpty();
    assertThat(alive.onTick(T + PING_AFTER_MS)).containsExactly(new Ask(1));
    assertThat(alive.onTick(T + PING_AFTER_MS + 1)).as("one question at a time").isEmpty();
  }

  @Test
  void lets_a_client_go_that_does_not_answer_in_time_after_its_socket_took_the_question() {
    alive.onSession(Answers.LIFE, T);
    alive.onTick(T + PING_AFTER_MS);
    alive.onQuestionTaken(T + 21_000);
    assertThat(alive.dueMs()).isEqualTo(T + 21_000 + ANSWER_WITHIN_MS);

    assertThat(alive.onTick(T + 21_000 + ANSWER_WITHIN_MS - 1)).isEmpty();
    assertThat(alive.onTick(T + 21_000 + ANSWER_WITHIN_MS)).containsExactly(Gone.INSTANCE);
  }

  @Test
  void a_question_that_waits_behind_other_output_says_nothing_of_the_client() {
    alive.onSession(Answers.LIFE, T);
    alive.onTick(T + PING_AFTER_MS);

    assertThat(alive.dueMs()).isEqualTo(Long.MAX_VALUE);
    assertThat(alive.onTick(T + 10 * ANSWER_WITHIN_MS)).isEmpty();
  }

  @Test
  void whatever_a_program_says_shows_that_it_is_there() {
    alive.onSession(Answers.LIFE, T);
    alive.onTick(T + PING_AFTER_MS);
    alive.onQuestionTaken(T + PING_AFTER_MS);

    alive.onHeard(T + 30_000);
    assertThat(alive.onTick(T + 30_000 + PING_AFTER_MS)).containsExactly(new Ask(2));
  }

  @Test
  void asks_nothing_of_a_client_that_can_answer_nothing_and_believes_it() {
    alive.onSession(Answers.NONE, T);
    assertThat(alive.onWritten(3, T)).isEmpty();

    assertThat(alive.onTaken(2)).containsExactly(new Shown(2));
    assertThat(alive.isAllShown()).isFalse();
    assertThat(alive.onTaken(3)).containsExactly(new Shown(3));
    assertThat(alive.isAllShown()).isTrue();
    assertThat(alive.dueMs()).isEqualTo(Long.MAX_VALUE);
    assertThat(alive.onTick(T + 1_000_000)).isEmpty();
  }

  @Test
  void a_message_is_asked_for_at_once_and_shown_when_the_answer_comes() {
    alive.onSession(Answers.RECEIPTS, T);

    assertThat(alive.onWritten(1, T)).containsExactly(new Ask(1));
    assertThat(alive.onTaken(1)).as("taken by the socket alone").isEmpty();
    assertThat(alive.isAllShown()).isFalse();
    assertThat(alive.onAnswer(1, T + 50)).containsExactly(new Shown(1));
    assertThat(alive.isAllShown()).isTrue();
  }

  @Test
  void an_answer_covers_what_was_written_before_its_question_and_nothing_else() {
    alive.onSession(Answers.RECEIPTS, T);
    alive.onWritten(1, T);
    assertThat(alive.onWritten(2, T)).isEmpty();

    assertThat(alive.onAnswer(1, T + 10)).containsExactly(new Shown(1));
    assertThat(alive.isAllShown()).isFalse();
  }

  @Test
  void the_messages_of_a_while_share_a_question() {
    alive.onSession(Answers.RECEIPTS, T);
    alive.onWritten(1, T);
    alive.onAnswer(1, T + 10);
    assertThat(alive.onWritten(2, T + 20)).isEmpty();
    assertThat(alive.onWritten(3, T + KeepAlive.GATHER_MS - 1)).isEmpty();
    assertThat(alive.dueMs()).isEqualTo(T + KeepAlive.GATHER_MS);

    assertThat(alive.onTick(T + KeepAlive.GATHER_MS)).containsExactly(new Ask(2));
    assertThat(alive.onAnswer(2, T + KeepAlive.GATHER_MS)).containsExactly(new Shown(3));
  }

  @Test
  void many_messages_are_asked_for_without_a_pause() {
    alive.onSession(Answers.RECEIPTS, T);
    alive.onWritten(1, T);
    alive.onAnswer(1, T);

    assertThat(alive.onWritten(KeepAlive.GATHER_MESSAGES, T)).isEmpty();
    assertThat(alive.onWritten(1 + KeepAlive.GATHER_MESSAGES, T)).containsExactly(new Ask(2));
    alive.onWritten(1 + 3 * KeepAlive.GATHER_MESSAGES, T);
    assertThat(alive.onAnswer(2, T))
        .containsExactly(new Shown(1 + KeepAlive.GATHER_MESSAGES), new Ask(3));
  }

  @Test
  void an_answer_to_another_question_is_only_a_sign_of_life() {
    alive.onSession(Answers.RECEIPTS, T);
    alive.onWritten(1, T);
    alive.onQuestionTaken(T);

    assertThat(alive.onAnswer(7, T + 1)).isEmpty();
    assertThat(alive.isAllShown()).isFalse();
    assertThat(alive.onTick(T + ANSWER_WITHIN_MS)).isEmpty();
    assertThat(alive.onTick(T + 1 + ANSWER_WITHIN_MS)).containsExactly(Gone.INSTANCE);
  }

  @Test
  void a_client_that_must_answer_and_only_talks_stays_but_is_not_believed() {
    alive.onSession(Answers.RECEIPTS, T);
    alive.onWritten(1, T);
    alive.onQuestionTaken(T);
    alive.onTaken(1);

    assertThat(alive.onHeard(T + ANSWER_WITHIN_MS)).isEmpty();
    assertThat(alive.onTick(T + ANSWER_WITHIN_MS)).isEmpty();
    assertThat(alive.isAllShown()).isFalse();
  }

  @Test
  void one_that_wants_to_go_is_asked_at_once_for_all_that_it_has() {
    alive.onSession(Answers.RECEIPTS, T);
    alive.onWritten(1, T);
    alive.onWritten(2, T);

    assertThat(alive.onLeaving(T + 1)).as("a question is open").isEmpty();
    assertThat(alive.onAnswer(1, T + 2)).containsExactly(new Shown(1), new Ask(2));
    assertThat(alive.onAnswer(2, T + 3)).containsExactly(new Shown(2));
    assertThat(alive.isAllShown()).isTrue();
  }

  @Test
  void telnet_is_asked_once_it_has_negotiated_and_again_only_when_it_is_silent() {
    assertThat(alive.onNegotiated(T)).containsExactly(new Ask(1));
    assertThat(alive.onAnswer(T + 10)).isEmpty();
    alive.onSession(Answers.NONE, T + 1_000);

    assertThat(alive.awaitsReceipts()).as("also when it is logged in").isTrue();
    assertThat(alive.onTick(T + 1_000 + PING_AFTER_MS - 1)).isEmpty();
    assertThat(alive.onTick(T + 1_000 + PING_AFTER_MS)).containsExactly(new Ask(2));
    alive.onQuestionTaken(T + 1_000 + PING_AFTER_MS);
    assertThat(alive.onTick(T + 1_000 + PING_AFTER_MS + ANSWER_WITHIN_MS))
        .containsExactly(Gone.INSTANCE);
  }

  @Test
  void telnet_that_never_answered_is_believed_and_stays() {
    alive.onNegotiated(T);
    alive.onQuestionTaken(T);
    alive.onSession(Answers.NONE, T + 1);
    alive.onWritten(1, T + 2);
    assertThat(alive.onTaken(1)).as("it may answer yet").isEmpty();

    assertThat(alive.onTick(T + ANSWER_WITHIN_MS - 1)).isEmpty();
    assertThat(alive.onTick(T + ANSWER_WITHIN_MS)).containsExactly(new Shown(1));
    assertThat(alive.onTaken(2)).containsExactly(new Shown(2));
    assertThat(alive.onNegotiated(T + ANSWER_WITHIN_MS + 1)).as("asked again").isNotEmpty();
  }

  @Test
  void telnet_that_goes_on_talking_without_an_answer_is_believed_from_then_on() {
    alive.onNegotiated(T);
    alive.onAnswer(T);
    alive.onSession(Answers.NONE, T);
    alive.onWritten(1, T + KeepAlive.GATHER_MS);
    alive.onQuestionTaken(T + KeepAlive.GATHER_MS);
    alive.onTaken(1);
    long overdueMs = T + KeepAlive.GATHER_MS + ANSWER_WITHIN_MS;

    assertThat(alive.onHeard(overdueMs - 1)).isEmpty();
    assertThat(alive.onHeard(overdueMs)).containsExactly(new Shown(1));
    assertThat(alive.dueMs()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void a_client_that_was_not_listened_to_has_its_time_again() {
    alive.onSession(Answers.RECEIPTS, T);
    alive.onWritten(1, T);
    alive.onQuestionTaken(T);
    alive.onUnheard(T + ANSWER_WITHIN_MS);

    assertThat(alive.onTick(T + 2 * ANSWER_WITHIN_MS - 1)).isEmpty();
    assertThat(alive.onTick(T + 2 * ANSWER_WITHIN_MS)).containsExactly(Gone.INSTANCE);
  }

  @Test
  void nothing_is_asked_after_the_session_ended() {
    alive.onSession(Answers.LIFE, T);
    alive.onTick(T + PING_AFTER_MS);
    alive.onQuestionTaken(T + PING_AFTER_MS);
    alive.onSession(Answers.NONE, T + 30_000);

    assertThat(alive.dueMs()).isEqualTo(Long.MAX_VALUE);
    assertThat(alive.onTick(T + 1_000_000)).isEmpty();
  }
}
