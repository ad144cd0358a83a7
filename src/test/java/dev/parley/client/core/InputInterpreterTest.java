package dev.parley.client.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.client.core.ClientSlashCommand.Place;
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
  }

  @Test
  void a_room_that_is_made_or_joined_is_the_chat_when_it_is_done() {
    assertThat(interpreter.onTyped("/create #tea green  and black"))
        .containsExactly(new UserAction.AskRooms(Requests.createRoom("#tea", "green  and black")));
    assertThat(interpreter.peer()).isEmpty();
    for (var op : List.of("room-create", "room-join"))
      assertThat(interpreter.onDone(new ClientEvent.RoomDone(op, "#tea", "")))
          .containsExactly(
              UserAction.Say.lines("You are chatting in #tea"),
              new UserAction.Recall("#tea", InputInterpreter.RECALLED, false));
    assertThat(interpreter.onTyped("hello"))
        .containsExactly(new UserAction.Send("#tea", "hello", ""));
    assertThat(interpreter.onDone(new ClientEvent.RoomDone("room-invite", "#tea", "shao")))
        .containsExactly(UserAction.Say.lines("shao is invited to #tea."));
    assertThat(interpreter.onDone(new ClientEvent.RoomDone("room-leave", "#ops", "")))
        .containsExactly(UserAction.Say.lines("You have left #ops."));
    assertThat(interpreter.peer()).contains("#tea");
    assertThat(interpreter.onDone(new ClientEvent.RoomDone("room-leave", "#Tea", "")))
        .contains(new UserAction.Say(InputInterpreter.menu()));
    assertThat(interpreter.peer()).isEmpty();
  }

  @Test
  void commands_about_rooms_name_one_or_mean_that_of_the_chat() {
    var chat = InputInterpreter.with(Optional.of("#tea"));
    assertThat(asked(interpreter, "/invite #ops shao"))
        .isEqualTo(Requests.room("room-invite", "#ops", "shao"));
    assertThat(asked(chat, "/invite shao")).isEqualTo(Requests.room("room-invite", "#tea", "shao"));
    assertThat(asked(chat, "/remove #ops  shao"))
        .isEqualTo(Requests.room("room-remove", "#ops", "shao"));
    assertThat(asked(chat, "/members")).isEqualTo(Requests.room("room-info", "#tea"));
    assertThat(asked(chat, "/leave")).isEqualTo(Requests.room("room-leave", "#tea"));
    assertThat(asked(chat, "/close #tea")).isEqualTo(Requests.room("room-close", "#tea"));
    assertThat(asked(chat, "/role shao moderator"))
        .isEqualTo(Requests.setRole("#tea", "shao", "moderator"));
    assertThat(asked(chat, "/topic green or black"))
        .isEqualTo(Requests.setTopic("#tea", "green or black"));
    assertThat(asked(chat, "/topic")).isEqualTo(Requests.room("room-info", "#tea"));
    assertThat(asked(interpreter, "/join #Tea")).isEqualTo(Requests.room("room-join", "#Tea"));
    assertThat(asked(interpreter, "/rooms")).isEqualTo(Requests.rooms(true));
    assertThat(asked(interpreter, "4")).isEqualTo(Requests.rooms(true));
  }

  @Test
  void commands_about_rooms_that_lack_something_say_how_they_are_typed() {
    var chat = InputInterpreter.with(Optional.of("#tea"));
    for (var line :
        List.of(
            "/create",
            "/create tea",
            "/close",
            "/join tea",
            "/join # tea",
            "/join #tea now",
            "/invite",
            "/invite #ops",
            "/role shao king",
            "/members #two!")) {
      assertThat(said(chat.onTyped(line))).as(line).startsWith("Usage: /").contains("after a #");
    }
    assertThat(said(interpreter.onTyped("/invite shao"))).startsWith("Usage: /invite #ROOM NAME");
    assertThat(said(interpreter.onTyped("/chat #two words!"))).isNotEmpty();
    assertThat(said(interpreter.onTyped("/chat #"))).contains("The name of a room is #");
  }

  @Test
  void a_room_is_chatted_in_as_with_a_user() {
    assertThat(interpreter.onTyped("/msg #tea hi there"))
        .containsExactly(new UserAction.Send("#tea", "hi there", ""));
    interpreter.onTyped("2");
    assertThat(interpreter.onTyped("#tea"))
        .containsExactly(
            UserAction.Say.lines("You are chatting in #tea"),
            new UserAction.Recall("#tea", InputInterpreter.RECALLED, false));
    assertThat(interpreter.onTyped("/history 5"))
        .containsExactly(new UserAction.Recall("#tea", 5, true));
  }

  @Test
  void help_has_the_rooms_on_a_page_of_their_own_and_both_fit_into_a_window() {
    var all = ((UserAction.Say) interpreter.onTyped("/help").get(0)).lines();
    var rooms = ((UserAction.Say) interpreter.onTyped("/help rooms").get(0)).lines();
    assertThat(all).hasSizeLessThan(22).anyMatch(line -> line.startsWith("/rooms "));
    for (var word : ClientSlashCommand.values())
      assertThat(word.isAboutRooms() && word != ClientSlashCommand.ROOMS ? rooms : all)
          .anyMatch(line -> line.startsWith(word.text() + " "));
    assertThat(rooms).hasSizeLessThan(22);
    assertThat(all).allMatch(line -> line.length() < 80);
    assertThat(rooms).allMatch(line -> line.length() < 80);
  }

  @Test
  void names_and_rooms_are_completed_where_they_may_stand() {
    assertThat(places("/block", "")).isEqualTo(Place.NAME);
    assertThat(places("/join", "")).isEqualTo(Place.ROOM);
    assertThat(places("/msg", "")).isEqualTo(Place.NAME_OR_ROOM);
    assertThat(ClientSlashCommand.INVITE.at(2, "#tea")).isEqualTo(Place.NAME);
    assertThat(ClientSlashCommand.INVITE.at(2, "shao")).isEqualTo(Place.TEXT);
    assertThat(ClientSlashCommand.MSG.at(2, "shao")).isEqualTo(Place.TEXT);
    assertThat(ClientSlashCommand.LIST.at(1, "")).isEqualTo(Place.TEXT);
    assertThat(Place.ROOM.takes("#tea")).isTrue();
    assertThat(Place.ROOM.takes("shao")).isFalse();
    assertThat(Place.NAME.takes("#tea")).isFalse();
    assertThat(Place.NAME.takes("shao")).isTrue();
    assertThat(Place.NAME_OR_ROOM.takes("#tea")).isTrue();
    assertThat(Place.TEXT.takes("shao")).isFalse();
  }

  private static Place places(String command, String first) {
    return ClientSlashCommand.of(command).orElseThrow().at(1, first);
  }

  private static RoomRequest asked(InputInterpreter by, String line) {
    return ((UserAction.AskRooms) by.onTyped(line).get(0)).request();
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
