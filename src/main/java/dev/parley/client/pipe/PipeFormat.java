package dev.parley.client.pipe;

import dev.parley.client.core.ClientEvent;
import dev.parley.client.core.UserAction;
import java.util.List;

/** How a client without a terminal reads and writes. */
interface PipeFormat {
  /** The requests in a line of the input. */
  List<UserAction> onInput(String line);

  /** The output lines of an event; none for an event that is not written. */
  List<String> onEvent(ClientEvent event);

  /** Returns true if refusals are among the lines; otherwise they belong on the error output. */
  boolean saysRefusals();
}
