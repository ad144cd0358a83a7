package dev.parley.session.limits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoginPatienceTest {
  private final LoginPatience patience = new LoginPatience(30, 300, 1_000);

  @Test
  void ends_when_the_first_line_does_not_come_in_time() {
    assertThat(patience.isOver(1_029)).isFalse();
    assertThat(patience.isOver(1_030)).isTrue();
    assertThat(patience.hasWritten()).isFalse();
  }

  @Test
  void waits_longer_for_each_further_line() {
    patience.onLine(1_029);
    assertThat(patience.isOver(1_328)).isFalse();
    assertThat(patience.isOver(1_329)).isTrue();

    patience.onLine(1_300);
    assertThat(patience.isOver(1_599)).isFalse();
  }

  @Test
  void has_no_end_after_the_login_whatever_comes() {
    patience.onLoggedIn();
    patience.onLine(2_000);

    assertThat(patience.isOver(1_000_000)).isFalse();
  }

  @Test
  void begins_again_with_a_logout() {
    patience.onLoggedIn();
    patience.onLoggedOut(5_000);

    assertThat(patience.isOver(5_299)).isFalse();
    assertThat(patience.isOver(5_300)).isTrue();
  }
}
