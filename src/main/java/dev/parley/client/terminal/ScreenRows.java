package dev.parley.client.terminal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;

/**
 * The last printed lines: their place on the terminal, counted in rows above the typed line, so
 * that the mark of one can be overwritten while it is still on the screen; and their contents, so
 * that the screen can be redrawn.
 */
final class ScreenRows {
  /** Lines that may be found again; no screen is higher. */
  static final int MAX_LINES = 500;

  /** Column of a message's mark, from 0: after the time and a blank. */
  static final int MARK_COLUMN = 6;

  private record Printed(String key, AttributedString line) {
    List<AttributedString> rows(int width) {
      return line.length() == 0 || width < 1 ? List.of(line) : line.columnSplitLength(width);
    }
  }

  private final List<Printed> printed = new ArrayList<>();

  /** A line was printed; a key may be empty. */
  void print(String key, AttributedString line) {
    printed.add(new Printed(key, line));
    if (printed.size() > MAX_LINES) printed.remove(0);
  }

  /** The same line is found under another key from here on. */
  void rename(String key, String next) {
    int i = find(key);
    if (i >= 0) printed.set(i, new Printed(next, printed.get(i).line()));
  }

  /**
   * The line has another mark, as wide as the one that it had; also when it is not on the screen.
   */
  void mark(String key, String mark) {
    int i = find(key);
    if (i < 0) return;
    var line = printed.get(i).line();
    int after = MARK_COLUMN + mark.length();
    if (line.length() < after) return;
    var marked =
        new AttributedStringBuilder()
            .append(line.subSequence(0, MARK_COLUMN))
            .append(mark)
            .append(line.subSequence(after, line.length()));
    printed.set(i, new Printed(key, marked.toAttributedString()));
  }

  private int find(String key) {
    for (int i = printed.size() - 1; i >= 0; i--) if (printed.get(i).key().equals(key)) return i;
    return -1;
  }

  /**
   * How many rows above the line that is typed this one begins, on a terminal of {@code width};
   * nothing if that is more than {@code height}.
   */
  OptionalInt rowsAbove(String key, int width, int height) {
    int rows = 0;
    for (int i = printed.size() - 1; i >= 0; i--) {
      rows += printed.get(i).rows(width).size();
      if (rows > height) return OptionalInt.empty();
      if (printed.get(i).key().equals(key)) return OptionalInt.of(rows);
    }
    return OptionalInt.empty();
  }

  /** The last rows on a terminal of {@code width}, at most this many; the first is on top. */
  List<AttributedString> lastRows(int width, int atMost) {
    var rows = new ArrayList<AttributedString>();
    for (int i = printed.size() - 1; i >= 0 && rows.size() < atMost; i--) {
      var split = printed.get(i).rows(width);
      for (int j = split.size() - 1; j >= 0 && rows.size() < atMost; j--) rows.add(split.get(j));
    }
    Collections.reverse(rows);
    return rows;
  }

  /** The user has cleared the screen. */
  void forget() {
    printed.clear();
  }
}
