package dev.parley.client;

import dev.parley.client.core.Courier;
import dev.parley.client.core.Dialogue;
import dev.parley.client.core.Draft;
import dev.parley.client.core.History;
import dev.parley.client.core.Output;
import dev.parley.client.core.Profile;
import dev.parley.client.terminal.TerminalScreen;
import dev.parley.client.terminal.Typing;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jline.terminal.TerminalBuilder;
import org.jline.terminal.impl.DumbTerminal;

/** Loads the classes that a start needs, without a terminal or a network. */
final class WarmUp {
  private static final String WELCOME =
      "{\"ev\":\"welcome\",\"re\":\"login\",\"name\":\"fang\",\"server\":\"127.0.0.1:1111\",\"servers\":[]}";

  private WarmUp() {}

  static int run() throws IOException {
    var courier =
        new Courier(
            Profile.fresh("fang", "client").with("secret"), new History(), List.of(), () -> "id");
    var input = new ByteArrayInputStream("/help\n/quit\n".getBytes(StandardCharsets.UTF_8));
    OutputStream output = new ByteArrayOutputStream();
    try (var terminal = new DumbTerminal(input, output)) {
      var typing = new Typing(terminal);
      var screen = new TerminalScreen(terminal, typing.reader());
      courier.onStart(0);
      courier.onFound("127.0.0.1:1111", List.of(), 0);
      courier.onConnected(1);
      for (var told : courier.onLine(WELCOME, 2))
        if (told instanceof Output.Tell tell) screen.onHappening(tell.happening(), 0);
      var draft = new Draft(0, "shao", "hello", "", "");
      for (var told : courier.onWritten(draft, 3))
        if (told instanceof Output.Tell tell) screen.onHappening(tell.happening(), 1);
      typing.begin(Dialogue.with(Optional.of("shao")));
      for (int i = 0; i < 2; i++) typing.dialogue().onTyped(typing.next(""));
    }
    var builder = TerminalBuilder.builder().system(true).graphemeCluster(false).dumb(true);
    try (var real = builder.build()) {
      return real.getType().isEmpty() ? ClientMain.FAILED : ClientMain.DONE;
    }
  }
}
