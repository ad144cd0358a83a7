package dev.parley.client.pipe;

import dev.parley.client.core.ClientEvent;
import dev.parley.client.core.UserAction;
import java.util.List;

/** How a client without a terminal reads and writes. */
interface PipeFormat {
  /** What a line of the input asks for. */
  List<UserAction> onInput(String line);

  /** The lines that say it; none for what is not said. */
  List<String> onEvent(ClientEvent event);

  /** Says whether what is refused is among the lines; otherwise it belongs on the error output. */
  boolean saysRefusals();
}
