package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.transport.clients.OutboundBudget;
import dev.parley.transport.clients.OutboundShare;
import org.junit.jupiter.api.Test;

class OutboundTextsTest {
  /** Two bytes a character, and what an entry costs. */
  private static final long LIMIT = 2 * OutboundShare.cost(10);

  private final OutboundTexts waiting =
      new OutboundTexts(new OutboundShare(LIMIT, OutboundBudget.ofMemory()));

  @Test
  void takes_what_fits_its_limit_and_no_character_more() {
    assertThat(waiting.offer("12345", 1)).isTrue();
    assertThat(waiting.offer("123456", 2)).isFalse();
    assertThat(waiting.offer("12345", 2)).isTrue();
    assertThat(waiting.offer("", 3)).isFalse();
  }

  @Test
  void has_room_again_for_what_was_taken() {
    waiting.offer("12345", 1);
    waiting.offer("12345", 2);
    assertThat(waiting.offer("12345", 3)).isFalse();
    assertThat(waiting.next()).contains(new OutboundTexts.Waiting("12345", 1));
    assertThat(waiting.offer("12345", 3)).isTrue();
  }

  @Test
  void last_words_are_added_whatever_waits_one_message_a_line() {
    waiting.offer("1234567890", 1);
    waiting.add("good\nbye\n");
    waiting.next();
    assertThat(waiting.next().orElseThrow().text()).isEqualTo("good");
    assertThat(waiting.next().orElseThrow().text()).isEqualTo("bye");
    assertThat(waiting.next()).isEmpty();
  }
}
