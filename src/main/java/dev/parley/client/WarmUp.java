package dev.parley.client;

import dev.parley.client.core.ChatClient;
import dev.parley.client.core.ClientOutput;
import dev.parley.client.core.History;
import dev.parley.client.core.InputInterpreter;
import dev.parley.client.core.Profile;
import dev.parley.client.core.UnsentMessage;
import dev.parley.client.io.Outcome;
import dev.parley.client.terminal.LineInput;
import dev.parley.client.terminal.TerminalScreen;
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
    var chatClient =
        new ChatClient(
            Profile.fresh("fang", "client").with("secret"), new History(), List.of(), () -> "id");
    var input = new ByteArrayInputStream("/help\n/quit\n".getBytes(StandardCharsets.UTF_8));
    OutputStream output = new ByteArrayOutputStream();
    try (var terminal = new DumbTerminal(input, output)) {
      var lineInput = new LineInput(terminal);
      var screen = new TerminalScreen(terminal, lineInput.reader());
      chatClient.onStart(0);
      chatClient.onFound("127.0.0.1:1111", List.of(), 0);
      chatClient.onConnected(1);
      for (var told : chatClient.onLine(WELCOME, 2))
        if (told instanceof ClientOutput.Tell tell) screen.onEvent(tell.event(), 0);
      var draft = new UnsentMessage(0, "shao", "hello", "", "");
      for (var told : chatClient.onWritten(draft, 3))
        if (told instanceof ClientOutput.Tell tell) screen.onEvent(tell.event(), 1);
      lineInput.begin(InputInterpreter.with(Optional.of("shao")));
      for (int i = 0; i < 2; i++) lineInput.interpreter().onTyped(lineInput.next(""));
    }
    var builder = TerminalBuilder.builder().system(true).graphemeCluster(false).dumb(true);
    try (var real = builder.build()) {
      return real.getType().isEmpty() ? Outcome.FAILED : Outcome.DONE;
    }
  }
}
