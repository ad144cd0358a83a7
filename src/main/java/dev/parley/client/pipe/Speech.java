package dev.parley.client.pipe;

import dev.parley.client.core.Act;
import dev.parley.client.core.Happening;
import java.util.List;

/** How a client without a terminal reads and writes. */
interface Speech {
  /** What a line of the input asks for. */
  List<Act> onInput(String line);

  /** The lines that say it; none for what is not said. */
  List<String> onHappening(Happening happening);

  /** Says whether what is refused is among the lines; otherwise it belongs on the error output. */
  boolean saysRefusals();
}
