package dev.parley.client.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.model.ChatLimits;
import org.junit.jupiter.api.Test;

class HistoryTest {
  private final History history = new History();

  @Test
  void remembers_more_than_a_mailbox_can_deliver_again() {
    for (int i = 0; i < ChatLimits.MAX_MAIL_PER_MAILBOX; i++) history.add(message(i));
    assertThat(history.isNew("m-0")).isFalse();
  }

  @Test
  void forgets_the_oldest_beyond_its_limit() {
    for (int i = 0; i <= History.MAX_LETTERS; i++) history.add(message(i));
    assertThat(history.isNew("m-0")).isTrue();
    assertThat(history.isNew("m-1")).isFalse();
    assertThat(history.messages()).hasSize(History.MAX_LETTERS);
  }

  @Test
  void beyond_its_memory_it_keeps_ids_and_lets_texts_go() {
    var text = "x".repeat((int) (History.MAX_CHARS / 100));
    for (int i = 0; i <= 100; i++)
      history.add(new StoredMessage("shao", false, text, "m-" + i, "", ""));
    assertThat(history.messages()).hasSize(100);
    assertThat(history.isNew("m-0")).isFalse();
    assertThat(history.forgotten()).containsExactly("m-0");
  }

  @Test
  void marks_of_the_newest_messages_are_kept() {
    for (int i = 0; i <= History.MAX_LETTERS; i++) history.delivered("m-" + i);
    assertThat(history.isDelivered("m-0")).isFalse();
    assertThat(history.isDelivered("m-" + History.MAX_LETTERS)).isTrue();
  }

  @Test
  void what_went_to_nobody_is_known_for_the_newest_messages() {
    for (int i = 0; i <= History.MAX_LETTERS; i++) history.returned("m-" + i);
    assertThat(history.isReturned("m-0")).isFalse();
    assertThat(history.isReturned("m-" + History.MAX_LETTERS)).isTrue();
  }

  @Test
  void an_own_message_is_recalled_with_what_became_of_it() {
    history.delivered("seen");
    history.returned("returned");
    assertThat(ScreenText.mark(own("sent"), history)).isEqualTo(ScreenText.ACCEPTED);
    assertThat(ScreenText.mark(own("seen"), history)).isEqualTo(ScreenText.SEEN);
    assertThat(ScreenText.mark(own("returned"), history)).isEqualTo(ScreenText.FAILED);
    assertThat(ScreenText.mark(message(1), history)).isBlank().hasSameSizeAs(ScreenText.ACCEPTED);
  }

  @Test
  void a_conversation_is_found_under_any_spelling_of_the_name() {
    history.add(message(1));
    assertThat(history.with("SHAO", 10)).hasSize(1);
    assertThat(history.with("someone", 10)).isEmpty();
  }

  private static StoredMessage own(String msg) {
    return new StoredMessage("shao", true, "text", msg, "", "");
  }

  private static StoredMessage message(int i) {
    return new StoredMessage("shao", false, "text", "m-" + i, "", "");
  }
}
