package dev.parley.session.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.model.UserName;
import org.junit.jupiter.api.Test;

class HistoryReadsTest {
  private static final UserName FANG = UserName.of("fang");

  private final HistoryReads reads = new HistoryReads();

  @Test
  void each_user_may_read_two_hundred_pages_in_a_row_and_ten_a_second() {
    for (int i = 0; i < 200; i++) assertThat(reads.take(FANG, 0)).isZero();
    assertThat(reads.take(FANG, 0)).isEqualTo(100);
    assertThat(reads.take(UserName.of("shao"), 0)).isZero();
    assertThat(reads.take(FANG, 100)).isZero();
    assertThat(reads.take(FANG, 100)).isPositive();
  }

  @Test
  void each_user_may_search_twenty_times_in_a_row_and_once_a_second() {
    for (int i = 0; i < 20; i++) assertThat(reads.takeSearch(FANG, 0)).isZero();
    assertThat(reads.takeSearch(FANG, 0)).isEqualTo(1_000);
    assertThat(reads.take(FANG, 0)).isZero();
    assertThat(reads.takeSearch(FANG, 1_000)).isZero();
  }
}
