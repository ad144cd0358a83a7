package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.model.RoomName;
import dev.parley.chat.model.UserName;
import org.junit.jupiter.api.Test;

class TypingPaceTest {
  private static final UserName FANG = UserName.of("fang");
  private static final UserName SHAO = UserName.of("shao");

  private final TypingPace pace = new TypingPace();

  @Test
  void admits_one_hint_in_three_seconds_for_each_conversation() {
    assertThat(pace.admits(FANG, 0)).isTrue();
    assertThat(pace.admits(FANG, 2_999)).isFalse();
    assertThat(pace.admits(SHAO, 2_999)).isTrue();
    assertThat(pace.admits(FANG, 3_000)).isTrue();
    assertThat(pace.admits(SHAO, 3_000)).isFalse();
    assertThat(pace.admits(RoomName.of("#shao"), 3_000)).as("a room of that name").isTrue();
    assertThat(pace.admits(RoomName.of("#SHAO"), 3_001)).isFalse();
  }

  @Test
  void admits_no_more_conversations_than_a_person_has() {
    for (int i = 0; i < TypingPace.MAX_CONVERSATIONS; i++)
      assertThat(pace.admits(UserName.of("u" + i), 0)).isTrue();
    assertThat(pace.admits(FANG, 1)).isFalse();
    assertThat(pace.admits(FANG, 3_000)).isTrue();
  }
}
