package dev.parley.client.pipe;

import dev.parley.client.core.ClientEvent;
import dev.parley.client.core.ClientSlashCommand;
import dev.parley.client.core.InputInterpreter;
import dev.parley.client.core.ScreenRooms;
import dev.parley.client.core.ScreenText;
import dev.parley.client.core.UserAction;
import java.util.List;
import java.util.Optional;

/**
 * Plain text: each line of the input is a message to one receiver, whatever its contents, or
 * without a receiver a slash command; messages that arrive are written as {@code name: text}.
 */
final class PlainPipeFormat implements PipeFormat {
  private static final String ONLY_THESE =
      "Without a terminal the only commands are /msg NAME TEXT, /list, /status, /block NAME,"
          + " /unblock NAME, /blocks and those about rooms (/help rooms at a terminal).";
  private static final String TO_WHOM =
      "The receiver is missing: start the client with --to NAME, or write /msg NAME TEXT.";

  private final Optional<String> to;
  private final InputInterpreter interpreter = InputInterpreter.atMenu();

  PlainPipeFormat(Optional<String> to) {
    this.to = to;
  }

  @Override
  public List<UserAction> onInput(String line) {
    return to.map(name -> InputInterpreter.send(name, line)).orElseGet(() -> onCommand(line));
  }

  private List<UserAction> onCommand(String line) {
    if (line.isBlank()) return List.of();
    var word = ClientSlashCommand.of(line.strip().split("\\s+", 2)[0]);
    if (word.filter(PlainPipeFormat::isForPipes).isPresent()) return interpreter.onTyped(line);
    return List.of(UserAction.Say.lines(word.isPresent() ? ONLY_THESE : TO_WHOM));
  }

  private static boolean isForPipes(ClientSlashCommand word) {
    return switch (word) {
      case MSG, LIST, STATUS, BLOCK, UNBLOCK, BLOCKS -> true;
      default -> word.isAboutRooms();
    };
  }

  @Override
  public boolean saysRefusals() {
    return false;
  }

  @Override
  public List<String> onEvent(ClientEvent event) {
    if (event instanceof ClientEvent.Received h) return List.of(ScreenText.received(h.message()));
    if (event instanceof ClientEvent.Listed h) return ScreenText.safe(h.online());
    if (event instanceof ClientEvent.StatusTold h) return ScreenText.status(h.status());
    // Nothing waits in a room for a program but what the servers have.
    if (event instanceof ClientEvent.RoomsTold h) return ScreenRooms.list(h.rooms(), room -> 0);
    if (event instanceof ClientEvent.RoomTold h) return ScreenRooms.members(h.room(), room -> 0);
    if (event instanceof ClientEvent.RoomDone h) return ScreenRooms.done(h);
    return ScreenText.blocks(event);
  }
}
