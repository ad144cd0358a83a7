package dev.parley.client.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.client.core.ClientEvent;
import dev.parley.client.core.ScreenText;
import dev.parley.client.core.StoredMessage;
import dev.parley.client.core.UnsentMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jline.terminal.Size;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.Test;

class TerminalScreenTest {
  private static final ClientEvent RECEIVED =
      new ClientEvent.Received(new StoredMessage("shao", false, "hello", "m-1", "", ""), false);

  @Test
  void what_a_terminal_does_not_take_is_not_taken_for_shown() throws IOException {
    var broken =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("the terminal is gone");
          }
        };
    try (var terminal = new DumbTerminal(new ByteArrayInputStream(new byte[0]), broken)) {
      var screen = new TerminalScreen(terminal, new LockedLineReader(terminal));
      assertThatThrownBy(() -> screen.onEvent(RECEIVED, 0))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the terminal takes no output any more");
    }
  }

  @Test
  void what_was_returned_before_it_was_accepted_is_marked_as_failed() throws IOException {
    var output = new ByteArrayOutputStream();
    try (var terminal = new DumbTerminal(new ByteArrayInputStream(new byte[0]), output)) {
      terminal.setSize(Size.of(80, 24));
      var screen = new TerminalScreen(terminal, new LockedLineReader(terminal));
      var draft = new UnsentMessage(1, "shao", "hello", "", "");
      var message = new StoredMessage("shao", true, "hello", "m-1", "", "");
      screen.onEvent(new ClientEvent.Written(draft), 1);
      screen.onEvent(new ClientEvent.Returned("m-1", "shao", "It goes to nobody."), 1);
      screen.onEvent(new ClientEvent.Accepted(draft, message, 2, true), 0);
    }
    assertThat(output.toString(StandardCharsets.UTF_8))
        .contains(ScreenText.WAITS, "It goes to nobody.", ScreenText.FAILED)
        .doesNotContain(ScreenText.ACCEPTED);
  }

  @Test
  void what_is_received_is_shown_with_its_sender() throws IOException {
    var output = new ByteArrayOutputStream();
    try (var terminal = new DumbTerminal(new ByteArrayInputStream(new byte[0]), output)) {
      new TerminalScreen(terminal, new LockedLineReader(terminal)).onEvent(RECEIVED, 0);
    }
    assertThat(output.toString(StandardCharsets.UTF_8)).contains("shao", ": hello");
  }

  @Test
  void nothing_is_coloured_where_the_environment_says_so() throws IOException {
    for (var noColor : new String[] {"", "1"}) {
      var output = new ByteArrayOutputStream();
      var input = new ByteArrayInputStream(new byte[0]);
      try (var terminal =
          new DumbTerminal("test", "xterm", input, output, StandardCharsets.UTF_8)) {
        var screen = new TerminalScreen(terminal, new LockedLineReader(terminal), noColor);
        screen.onEvent(RECEIVED, 0);
        screen.warn("There is no room.");
      }
      var shown = output.toString(StandardCharsets.UTF_8);
      assertThat(shown).contains("There is no room.");
      assertThat(shown.matches("(?s).*\033\\[[0-9;]*3[0-7].*")).isEqualTo(noColor.isEmpty());
    }
  }

  @Test
  void what_is_said_and_happens_in_a_room_names_it() throws IOException {
    var said = new StoredMessage("#tea", false, "hello", "m-1", "", "", "shao");
    var own = new StoredMessage("#tea", true, "and you", "m-2", "", "", "fang");
    var output = new ByteArrayOutputStream();
    try (var terminal = new DumbTerminal(new ByteArrayInputStream(new byte[0]), output)) {
      var screen = new TerminalScreen(terminal, new LockedLineReader(terminal));
      screen.onEvent(new ClientEvent.Received(said, false), 0);
      screen.onEvent(new ClientEvent.SentElsewhere(own), 0);
      screen.onEvent(new ClientEvent.RoomHappened("#tea", "joined", "fu", "", "", false), 0);
      screen.onEvent(new ClientEvent.RoomHappened("#tea", "a new word", "fu", "", "", false), 0);
      screen.recall(said, "  ");
      screen.recall(own, ScreenText.ACCEPTED);
    }
    var shown = output.toString(StandardCharsets.UTF_8).replaceAll("\033\\[[0-9;?]*[a-zA-Z]", "");
    assertThat(shown)
        .contains("#tea shao: hello", "→ #tea: and you", "#tea: fu is here.")
        .doesNotContain("a new word");
  }

  @Test
  void a_list_that_names_not_all_leaves_those_behind_it_as_they_were_known() throws IOException {
    try (var terminal =
        new DumbTerminal(new ByteArrayInputStream(new byte[0]), OutputStream.nullOutputStream())) {
      var screen = new TerminalScreen(terminal, new LockedLineReader(terminal));
      screen.onEvent(new ClientEvent.Watched(List.of("Zoe", "bo"), List.of("al")), 0);
      screen.onEvent(new ClientEvent.Listed(List.of("al", "fang"), 3, false), 0);
      assertThat(screen.online()).containsExactly("al", "fang", "Zoe");
      screen.onEvent(new ClientEvent.Watched(List.of(), List.of("zoe")), 0);
      assertThat(screen.online()).containsExactly("al", "fang");
      screen.onEvent(new ClientEvent.Listed(List.of("bo"), 0, false), 0);
      assertThat(screen.online()).containsExactly("bo");
    }
  }
}
