package dev.parley.client;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Where on the terminal the lines are that were printed: how far above the prompt, so that the mark
 * of one can be written over while it is still on the screen.
 */
final class Transcript {
  /** Rows at the bottom that may be the prompt's or the status line's. */
  static final int BOTTOM_ROWS = 3;

  /** Lines that may be found again; no screen is higher. */
  static final int MAX_LINES = 500;

  private record Printed(String key, int rows) {}

  private final List<Printed> printed = new ArrayList<>();

  /** A line of {@code columns} was printed on a terminal of {@code width}; a key may be empty. */
  void print(String key, int columns, int width) {
    int rows = width < 1 ? 1 : Math.max(1, (columns + width - 1) / width);
    printed.add(new Printed(key, rows));
    if (printed.size() > MAX_LINES) printed.remove(0);
  }

  /** The same line is found under another key from here on. */
  void rename(String key, String next) {
    for (int i = printed.size() - 1; i >= 0; i--) {
      var line = printed.get(i);
      if (line.key().equals(key)) {
        printed.set(i, new Printed(next, line.rows()));
        return;
      }
    }
  }

  /** How many rows above the prompt the line begins; nothing if it is not on the screen. */
  OptionalInt rowsAbove(String key, int height) {
    int rows = 0;
    for (int i = printed.size() - 1; i >= 0; i--) {
      rows += printed.get(i).rows();
      if (rows > height - BOTTOM_ROWS) return OptionalInt.empty();
      if (printed.get(i).key().equals(key)) return OptionalInt.of(rows);
    }
    return OptionalInt.empty();
  }

  /** The screen was cleared or has another size: nothing is where it was. */
  void forget() {
    printed.clear();
  }
}
