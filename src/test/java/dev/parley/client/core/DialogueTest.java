package dev.parley.client.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DialogueTest {
  private final Dialogue dialogue = Dialogue.atMenu();

  @Test
  void option_1_lists_and_asks_whom_to_chat_with() {
    assertThat(dialogue.onTyped("#1").get(0)).isEqualTo(new Act.Ask(Requests.plain("list")));
    assertThat(dialogue.expectsName()).isTrue();
  }

  @Test
  void option_2_and_a_name_open_a_chat_with_its_last_messages() {
    dialogue.onTyped("2");
    assertThat(dialogue.onTyped(" fang "))
        .contains(new Act.Recall("fang", Dialogue.RECALLED, false));
    assertThat(dialogue.peer()).contains("fang");
    assertThat(dialogue.onTyped("hello")).containsExactly(new Act.Send("fang", "hello", ""));
  }

  @Test
  void option_3_leaves() {
    assertThat(dialogue.onTyped("3")).containsExactly(Act.Special.QUIT);
  }

  @Test
  void quit_ends_the_chat_and_shows_the_menu() {
    var chat = Dialogue.with(Optional.of("fang"));
    assertThat(chat.onTyped("quit"))
        .containsExactly(Act.Say.lines("===Chat End==="), new Act.Say(Dialogue.menu()));
    assertThat(chat.peer()).isEmpty();
  }

  @Test
  void a_doubled_slash_is_a_text_that_begins_with_one() {
    var chat = Dialogue.with(Optional.of("fang"));
    assertThat(chat.onTyped("//help")).containsExactly(new Act.Send("fang", "/help", ""));
  }

  @Test
  void blank_lines_are_not_sent_and_texts_that_no_server_takes_are_refused_here() {
    var chat = Dialogue.with(Optional.of("fang"));
    assertThat(chat.onTyped("  ")).isEmpty();
    assertThat(chat.onTyped("x".repeat(4_097)).get(0)).isInstanceOf(Act.Reject.class);
    assertThat(chat.onTyped("x".repeat(4_096)).get(0)).isInstanceOf(Act.Send.class);
  }

  @Test
  void commands_work_everywhere_and_in_any_case() {
    assertThat(dialogue.onTyped("/MSG fang how are you"))
        .containsExactly(new Act.Send("fang", "how are you", ""));
    assertThat(dialogue.onTyped("/help")).containsExactly(new Act.Say(Word.helpLines()));
    assertThat(dialogue.onTyped("/quit")).containsExactly(Act.Special.QUIT);
  }

  @Test
  void history_is_of_this_chat_or_of_the_one_that_is_named_within_its_limit() {
    var chat = Dialogue.with(Optional.of("fang"));
    assertThat(chat.onTyped("/history 5")).containsExactly(new Act.Recall("fang", 5, true));
    assertThat(chat.onTyped("/history shao 9999"))
        .containsExactly(new Act.Recall("shao", Dialogue.MAX_RECALLED, true));
    assertThat(dialogue.onTyped("/history").get(0)).isInstanceOf(Act.Say.class);
  }

  @Test
  void what_is_not_understood_says_what_to_do() {
    assertThat(said(dialogue.onTyped("x"))).contains("type 1, 2 or 3");
    assertThat(said(dialogue.onTyped("/nonsense"))).contains("/help");
    assertThat(said(dialogue.onTyped("/msg fang"))).contains("/msg NAME TEXT");
    assertThat(said(dialogue.onTyped("/chat two words!"))).isNotEmpty();
  }

  private static String said(List<Act> acts) {
    return String.join("\n", ((Act.Say) acts.get(0)).lines());
  }
}
