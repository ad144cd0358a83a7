package dev.parley.client.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InputInterpreterTest {
  private final InputInterpreter interpreter = InputInterpreter.atMenu();

  @Test
  void option_1_lists_and_asks_whom_to_chat_with() {
    assertThat(interpreter.onTyped("#1").get(0))
        .isEqualTo(new UserAction.Ask(Requests.plain("list")));
    assertThat(interpreter.expectsName()).isTrue();
  }

  @Test
  void option_2_and_a_name_open_a_chat_with_its_last_messages() {
    interpreter.onTyped("2");
    assertThat(interpreter.onTyped(" fang "))
        .contains(new UserAction.Recall("fang", InputInterpreter.RECALLED, false));
    assertThat(interpreter.peer()).contains("fang");
    assertThat(interpreter.onTyped("hello"))
        .containsExactly(new UserAction.Send("fang", "hello", ""));
  }

  @Test
  void option_3_leaves() {
    assertThat(interpreter.onTyped("3")).containsExactly(UserAction.Special.QUIT);
  }

  @Test
  void quit_ends_the_chat_and_shows_the_menu() {
    var chat = InputInterpreter.with(Optional.of("fang"));
    assertThat(chat.onTyped("quit"))
        .containsExactly(
            UserAction.Say.lines("===Chat End==="), new UserAction.Say(InputInterpreter.menu()));
    assertThat(chat.peer()).isEmpty();
  }

  @Test
  void a_doubled_slash_is_a_text_that_begins_with_one() {
    var chat = InputInterpreter.with(Optional.of("fang"));
    assertThat(chat.onTyped("//help")).containsExactly(new UserAction.Send("fang", "/help", ""));
  }

  @Test
  void a_device_is_ended_by_the_word_that_the_list_has_for_it() {
    var chat = InputInterpreter.with(Optional.of("fang"));
    assertThat(chat.onTyped("/end 7b0c1d2e"))
        .containsExactly(new UserAction.Ask(Requests.endDevice("7b0c1d2e")));
    assertThat(chat.onTyped("/end"))
        .hasToString("[Say[lines=[Usage: /end DEVICE. /devices lists them.]]]");
    assertThat(chat.onTyped("/devices"))
        .containsExactly(new UserAction.Ask(Requests.plain("devices")));
  }

  @Test
  void blank_lines_are_not_sent_and_texts_that_no_server_takes_are_refused_here() {
    var chat = InputInterpreter.with(Optional.of("fang"));
    assertThat(chat.onTyped("  ")).isEmpty();
    assertThat(chat.onTyped("x".repeat(16_385)).get(0)).isInstanceOf(UserAction.Reject.class);
    assertThat(chat.onTyped("x".repeat(16_384)).get(0)).isInstanceOf(UserAction.Send.class);
  }

  @Test
  void commands_work_everywhere_and_in_any_case() {
    assertThat(interpreter.onTyped("/MSG fang how are you"))
        .containsExactly(new UserAction.Send("fang", "how are you", ""));
    assertThat(interpreter.onTyped("/help"))
        .containsExactly(new UserAction.Say(ClientSlashCommand.helpLines()));
    assertThat(InputInterpreter.atMenu().onTyped("/logout"))
        .containsExactly(new UserAction.Ask(Requests.logOut(false)));
    assertThat(InputInterpreter.atMenu().onTyped("/logout ALL"))
        .containsExactly(new UserAction.Ask(Requests.logOut(true)));
    assertThat(InputInterpreter.atMenu().onTyped("/logout everybody").get(0))
        .isInstanceOf(UserAction.Say.class);
    assertThat(interpreter.onTyped("/quit")).containsExactly(UserAction.Special.QUIT);
  }

  @Test
  void blocks_are_requests_to_the_server() {
    assertThat(interpreter.onTyped("/block Fang"))
        .containsExactly(new UserAction.Ask(Requests.setBlock("Fang", true)));
    assertThat(interpreter.onTyped("/unblock Fang"))
        .containsExactly(new UserAction.Ask(Requests.setBlock("Fang", false)));
    assertThat(interpreter.onTyped("/blocks"))
        .containsExactly(new UserAction.Ask(Requests.plain("blocks")));
    assertThat(said(interpreter.onTyped("/block"))).contains("Usage: /block NAME");
    assertThat(ClientSlashCommand.BLOCK.takesName()).isTrue();
  }

  @Test
  void history_is_of_this_chat_or_of_the_one_that_is_named_within_its_limit() {
    var chat = InputInterpreter.with(Optional.of("fang"));
    assertThat(chat.onTyped("/history 5")).containsExactly(new UserAction.Recall("fang", 5, true));
    assertThat(chat.onTyped("/history shao 9999"))
        .containsExactly(new UserAction.Recall("shao", InputInterpreter.MAX_RECALLED, true));
    assertThat(interpreter.onTyped("/history").get(0)).isInstanceOf(UserAction.Say.class);
  }

  @Test
  void what_is_not_understood_says_what_to_do() {
    assertThat(said(interpreter.onTyped("x"))).contains("type 1, 2 or 3");
    assertThat(said(interpreter.onTyped("/nonsense"))).contains("/help");
    assertThat(said(interpreter.onTyped("/msg fang"))).contains("/msg NAME TEXT");
    assertThat(said(interpreter.onTyped("/chat two words!"))).isNotEmpty();
  }

  private static String said(List<UserAction> acts) {
    return String.join("\n", ((UserAction.Say) acts.get(0)).lines());
  }
}
