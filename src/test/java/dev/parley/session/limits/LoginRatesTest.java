package dev.parley.session.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.model.UserName;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LoginRatesTest {
  private static final UserName FANG = UserName.of("fang");
  private static final UserName SHAO = UserName.of("shao");
  private static final Rate RATE = new Rate(2, Duration.ofSeconds(10));
  private static final ClientAddress LOCAL = ClientAddress.of(new byte[] {127, 0, 0, 1});
  private static final ClientAddress FAR = ClientAddress.of(new byte[] {10, 0, 0, 1});

  private final LoginRates rates = new LoginRates();

  @Test
  void lets_an_account_in_so_often_and_then_once_in_each_part_of_the_period() {
    for (int i = 0; i < 2; i++) {
      assertThat(rates.waitMs(FANG, FAR, 0)).isZero();
      rates.onLoggedIn(FANG, FAR, RATE, 0);
    }

    assertThat(rates.waitMs(FANG, FAR, 0)).isEqualTo(5_000);
    assertThat(rates.waitMs(FANG, LOCAL, 0)).isZero();
    assertThat(rates.waitMs(SHAO, FAR, 0)).isZero();
    assertThat(rates.waitMs(FANG, FAR, 5_000)).isZero();
  }

  @Test
  void has_no_limit_on_this_machine_nor_where_none_is_set() {
    for (int i = 0; i < 100; i++) {
      rates.onLoggedIn(FANG, LOCAL, RATE, 0);
      rates.onLoggedIn(FANG, FAR, Rate.UNLIMITED, 0);
    }

    assertThat(rates.waitMs(FANG, FAR, 0)).isZero();
  }

  @Test
  void forgets_the_account_that_logged_in_longest_ago_beyond_its_limit() {
    for (int i = 0; i < 2; i++) rates.onLoggedIn(FANG, FAR, RATE, 0);
    for (int i = 0; i < RateLimits.MAX; i++) rates.onLoggedIn(UserName.of("u" + i), FAR, RATE, 0);

    assertThat(rates.waitMs(FANG, FAR, 0)).isZero();
  }
}
