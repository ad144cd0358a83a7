package dev.parley.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.PushWindow;
import org.junit.jupiter.api.Test;

class UnreadProgressTest {
  private final UnreadProgress unread = new UnreadProgress();

  @Test
  void mail_that_waited_is_coming_until_its_end() {
    assertThat(unread.isComing(true)).isFalse();
    unread.onOpened(3);
    assertThat(unread.isComing(true)).isTrue();
    unread.onEnd();
    assertThat(unread.isComing(true)).isFalse();
  }

  @Test
  void who_can_acknowledge_nothing_more_gets_what_needs_no_acknowledgement() {
    unread.onOpened(1_000);
    unread.onPushed(PushWindow.MAX_UNACKNOWLEDGED - 1);
    assertThat(unread.isComing(false)).isTrue();
    unread.onPushed(PushWindow.MAX_UNACKNOWLEDGED);
    assertThat(unread.isComing(false)).isFalse();
    assertThat(unread.isComing(true)).isTrue();
  }

  @Test
  void what_was_acknowledged_before_makes_room_and_numbers_never_pushed_do_not() {
    unread.onOpened(1_000);
    unread.onPushed(PushWindow.MAX_UNACKNOWLEDGED);
    unread.onAcknowledged(Long.MAX_VALUE);
    assertThat(unread.isComing(false)).isTrue();
    unread.onPushed(2L * PushWindow.MAX_UNACKNOWLEDGED);
    assertThat(unread.isComing(false)).isFalse();
  }
}
