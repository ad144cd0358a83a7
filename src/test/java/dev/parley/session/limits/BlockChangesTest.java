package dev.parley.session.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.model.UserName;
import org.junit.jupiter.api.Test;

class BlockChangesTest {
  private static final UserName FANG = UserName.of("fang");
  private static final UserName SHAO = UserName.of("shao");

  private final BlockChanges changes = new BlockChanges();

  @Test
  void each_user_may_change_two_hundred_blocks_in_a_row_and_twenty_a_minute() {
    for (int i = 0; i < 200; i++) assertThat(changes.take(FANG, 0)).isZero();
    assertThat(changes.take(FANG, 0)).isEqualTo(3_000);
    assertThat(changes.take(SHAO, 0)).isZero();
    assertThat(changes.take(FANG, 3_000)).isZero();
    assertThat(changes.take(FANG, 3_000)).isPositive();
  }
}
