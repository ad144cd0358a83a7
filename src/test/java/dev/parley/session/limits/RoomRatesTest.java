package dev.parley.session.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.model.UserName;
import org.junit.jupiter.api.Test;

class RoomRatesTest {
  private static final UserName FANG = UserName.of("fang");

  private final RoomRates rates = new RoomRates();

  @Test
  void each_user_may_change_rooms_thirty_times_in_a_row_and_once_in_two_seconds() {
    for (int i = 0; i < 30; i++) assertThat(rates.takeChange(FANG, 0)).isZero();
    assertThat(rates.takeChange(FANG, 0)).isEqualTo(2_000);
    assertThat(rates.takeChange(UserName.of("shao"), 0)).isZero();
    assertThat(rates.takeLook(FANG, 0)).isZero();
    assertThat(rates.takeChange(FANG, 2_000)).isZero();
    assertThat(rates.takeChange(FANG, 2_000)).isPositive();
  }

  @Test
  void each_user_may_look_at_rooms_three_hundred_times_in_a_row_and_five_times_a_second() {
    for (int i = 0; i < 300; i++) assertThat(rates.takeLook(FANG, 0)).isZero();
    assertThat(rates.takeLook(FANG, 0)).isEqualTo(200);
    assertThat(rates.takeLook(FANG, 200)).isZero();
  }
}
