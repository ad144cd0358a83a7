package dev.parley.session;

import static dev.parley.session.LoginDamping.FIRST_DELAY_MS;
import static dev.parley.session.LoginDamping.FREE_ROUNDS;
import static dev.parley.session.LoginDamping.MAX_DELAY_MS;
import static dev.parley.session.LoginDamping.SHORT_MS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.model.UserName;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoginDampingTest {
  private static final UserName FANG = UserName.of("fang");
  private static final Optional<String> NO_ID = Optional.empty();

  private final LoginDamping damping = new LoginDamping();
  private long nowMs = 1_000_000;

  /** One client takes the session of another, which had it for so long. */
  private void round(Optional<String> before, Optional<String> after, long livedMs) {
    damping.onLogin(FANG, before);
    nowMs += livedMs;
    damping.onLogin(FANG, after);
    damping.onReplaced(FANG, before, livedMs, nowMs);
  }

  private void rounds(int count, long livedMs) {
    for (int i = 0; i < count; i++) round(NO_ID, NO_ID, livedMs);
  }

  private long wait(UserName name) {
    return damping.retryAfterMs(name, nowMs);
  }

  @Test
  void lets_a_user_move_to_another_device_and_back() {
    rounds(FREE_ROUNDS - 1, 1_000);

    assertThat(wait(FANG)).isZero();
  }

  @Test
  void refuses_the_next_login_of_clients_that_alternate_for_a_while() {
    rounds(FREE_ROUNDS, SHORT_MS);

    assertThat(wait(FANG)).isEqualTo(FIRST_DELAY_MS);
    assertThat(wait(UserName.of("shao"))).isZero();
    nowMs += FIRST_DELAY_MS;
    assertThat(wait(FANG)).isZero();
  }

  @Test
  void lets_a_user_move_as_often_as_they_like_if_they_stay_a_little_longer() {
    rounds(50, SHORT_MS + 1);

    assertThat(wait(FANG)).isZero();
  }

  @Test
  void doubles_the_delay_up_to_a_quarter_of_an_hour_while_they_go_on() {
    rounds(FREE_ROUNDS, 10_000);
    for (long delayMs = FIRST_DELAY_MS; delayMs < MAX_DELAY_MS; delayMs *= 2) {
      assertThat(wait(FANG)).isEqualTo(delayMs);
      round(NO_ID, NO_ID, delayMs);
    }

    assertThat(wait(FANG)).isEqualTo(MAX_DELAY_MS);
  }

  @Test
  void forgets_the_rounds_of_clients_that_have_stopped_it() {
    rounds(FREE_ROUNDS, 10_000);
    rounds(1, 2 * SHORT_MS + 1);
    rounds(FREE_ROUNDS - 1, 10_000);

    assertThat(wait(FANG)).isZero();
  }

  @Test
  void never_counts_a_client_that_comes_back_under_its_own_id() {
    for (int i = 0; i < 50; i++) round(Optional.of("bot"), Optional.of("bot"), 100);

    assertThat(wait(FANG)).isZero();
  }

  @Test
  void never_counts_a_client_with_an_id_that_was_replaced_at_another_node() {
    for (int i = 0; i < 50; i++) {
      damping.onLogin(FANG, Optional.of("bot"));
      damping.onReplaced(FANG, Optional.of("bot"), 100, nowMs);
    }

    assertThat(wait(FANG)).isZero();
  }

  @Test
  void counts_two_clients_with_ids_that_replace_each_other_here() {
    for (int i = 0; i < FREE_ROUNDS; i++)
      round(Optional.of("b" + i), Optional.of("b" + (i + 1)), 9);

    assertThat(wait(FANG)).isEqualTo(FIRST_DELAY_MS);
  }

  @Test
  void lets_a_client_in_at_once_when_the_other_has_left() {
    rounds(FREE_ROUNDS, 10_000);
    damping.onEnded(FANG);

    assertThat(wait(FANG)).isZero();
  }

  @Test
  void forgets_those_who_logged_in_longest_ago_when_there_are_too_many() {
    rounds(FREE_ROUNDS, 10_000);
    for (int i = 0; i < LoginDamping.MAX_USERS - 1; i++)
      damping.onLogin(UserName.of("u" + i), NO_ID);
    assertThat(wait(FANG)).isEqualTo(FIRST_DELAY_MS);

    damping.onLogin(UserName.of("one-more"), NO_ID);
    assertThat(wait(FANG)).isZero();
  }
}
