package dev.parley.session.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.model.UserName;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PasswordGuessesTest {
  private static final UserName FANG = UserName.of("fang");
  private static final UserName SHAO = UserName.of("shao");
  private static final ClientAddress HOME = ClientAddress.of(new byte[] {10, 0, 0, 1});
  private static final ClientAddress ELSEWHERE = ClientAddress.of(new byte[] {10, 0, 0, 2});

  private final PasswordGuesses guesses = new PasswordGuesses();
  private long nowMs = 1_000_000;

  private void guess(int times, ClientAddress from) {
    for (int i = 0; i < times; i++) {
      assertThat(guesses.retryAfterMs(FANG, from, nowMs)).as("try %d", i).isZero();
      guesses.onTried(FANG, from, nowMs);
    }
  }

  @Test
  void takes_some_wrong_passwords_and_then_waits_twice_as_long_each_time_up_to_a_minute() {
    guess(PasswordGuesses.FREE_TRIES, HOME);
    var waits = new ArrayList<Long>();
    for (int i = 0; i < 8; i++) {
      long waitMs = guesses.retryAfterMs(FANG, HOME, nowMs);
      waits.add(waitMs);
      nowMs += waitMs;
      guess(1, HOME);
    }

    assertThat(waits)
        .isEqualTo(List.of(1_000L, 2_000L, 4_000L, 8_000L, 16_000L, 32_000L, 60_000L, 60_000L));
  }

  @Test
  void slows_down_all_strangers_together_and_not_the_owner_where_they_have_been() {
    guess(1, HOME);
    guesses.onRight(FANG, HOME);
    for (int i = 0; i < PasswordGuesses.FREE_TRIES; i++)
      guesses.onTried(FANG, ClientAddress.of(new byte[] {10, 0, 1, (byte) i}), nowMs);

    assertThat(guesses.retryAfterMs(FANG, ELSEWHERE, nowMs)).isPositive();
    assertThat(guesses.retryAfterMs(FANG, HOME, nowMs)).isZero();
    assertThat(guesses.retryAfterMs(SHAO, ELSEWHERE, nowMs)).isZero();
  }

  @Test
  void forgets_the_wrong_ones_from_an_address_when_one_was_right() {
    guess(PasswordGuesses.FREE_TRIES, HOME);
    guesses.onRight(FANG, HOME);

    guess(PasswordGuesses.FREE_TRIES, HOME);
  }

  @Test
  void forgets_wrong_ones_after_an_hour() {
    guess(PasswordGuesses.FREE_TRIES, HOME);
    nowMs += PasswordGuesses.FORGET_MS;

    guess(PasswordGuesses.FREE_TRIES, HOME);
    assertThat(guesses.retryAfterMs(FANG, HOME, nowMs)).isPositive();
  }

  @Test
  void does_not_count_a_password_that_was_not_compared() {
    guess(PasswordGuesses.FREE_TRIES, HOME);
    guesses.onUndecided(FANG, HOME);

    guess(1, HOME);
    assertThat(guesses.retryAfterMs(FANG, HOME, nowMs)).isPositive();
  }

  @Test
  void tells_once_how_many_were_wrong() {
    guess(3, ELSEWHERE);
    guess(1, HOME);
    guesses.onRight(FANG, HOME);

    assertThat(guesses.takeWrong(FANG)).isEqualTo(3);
    assertThat(guesses.takeWrong(FANG)).isZero();
  }

  @Test
  void counts_from_nothing_for_a_name_that_is_registered_now() {
    guess(PasswordGuesses.FREE_TRIES, HOME);
    guesses.onRegistered(FANG, HOME);

    guess(PasswordGuesses.FREE_TRIES, HOME);
    assertThat(guesses.takeWrong(FANG)).isEqualTo(PasswordGuesses.FREE_TRIES);
  }

  @Test
  void remembers_no_more_than_its_limit() {
    guess(PasswordGuesses.FREE_TRIES, HOME);
    for (int i = 0; i < PasswordGuesses.MAX_REMEMBERED; i++)
      guesses.onTried(UserName.of("u" + i), HOME, nowMs);

    assertThat(guesses.retryAfterMs(FANG, HOME, nowMs)).isZero();
  }
}
