package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.model.UserName;
import org.junit.jupiter.api.Test;

class CorrespondentsTest {
  private static final UserName FANG = UserName.of("fang");
  private static final UserName SHAO = UserName.of("shao");

  private final Correspondents correspondents = new Correspondents();

  @Test
  void knows_who_has_written_to_whom() {
    correspondents.onMail(FANG, SHAO);

    assertThat(correspondents.hasWritten(FANG, SHAO)).isTrue();
    assertThat(correspondents.hasWritten(SHAO, FANG)).isFalse();
    assertThat(correspondents.hasWritten(SHAO, SHAO)).isTrue();
  }

  @Test
  void forgets_the_oldest_pair_beyond_its_limit() {
    for (int i = 0; i <= Correspondents.MAX_PAIRS; i++)
      correspondents.onMail(UserName.of("u" + i), SHAO);

    assertThat(correspondents.hasWritten(UserName.of("u0"), SHAO)).isFalse();
    assertThat(correspondents.hasWritten(UserName.of("u1"), SHAO)).isTrue();
  }
}
