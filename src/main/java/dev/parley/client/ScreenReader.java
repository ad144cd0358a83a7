package dev.parley.client;

import java.util.HashMap;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.Terminal;

/**
 * Reads lines from a terminal on which others may draw meanwhile. What is drawn while the reader
 * draws would end where neither wanted it.
 */
final class ScreenReader extends LineReaderImpl {
  ScreenReader(Terminal terminal) {
    super(terminal, "parley", new HashMap<>()); // it puts variables of its own there
  }

  /** Has {@code drawing} done while the reader draws nothing. */
  void draw(Runnable drawing) {
    lock.lock();
    try {
      drawing.run();
    } finally {
      lock.unlock();
    }
  }
}
