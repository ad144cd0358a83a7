package dev.parley.client.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;

class ScreenRowsTest {
  private final ScreenRows screenRows = new ScreenRows();

  private static AttributedString line(int columns) {
    return new AttributedString("x".repeat(columns));
  }

  @Test
  void counts_the_rows_of_what_was_printed_below_wrapped_lines_included() {
    screenRows.print("a", line(10));
    screenRows.print("", line(81));
    screenRows.print("", line(80));
    assertThat(screenRows.rowsAbove("a", 80, 24)).hasValue(4);
  }

  @Test
  void what_has_left_the_screen_is_not_found() {
    screenRows.print("a", line(10));
    for (int i = 0; i < 20; i++) screenRows.print("", line(10));
    assertThat(screenRows.rowsAbove("a", 80, 21)).hasValue(21);
    assertThat(screenRows.rowsAbove("a", 80, 20)).isEmpty();
  }

  @Test
  void a_line_is_found_under_its_new_key() {
    screenRows.print("draft 1", line(10));
    screenRows.rename("draft 1", "m-1");
    assertThat(screenRows.rowsAbove("draft 1", 80, 24)).isEmpty();
    assertThat(screenRows.rowsAbove("m-1", 80, 24)).hasValue(1);
  }

  @Test
  void nothing_is_where_it_was_after_the_screen_was_cleared() {
    screenRows.print("a", line(10));
    screenRows.forget();
    assertThat(screenRows.rowsAbove("a", 80, 24)).isEmpty();
  }

  @Test
  void only_the_last_lines_are_kept() {
    screenRows.print("a", line(10));
    for (int i = 0; i < ScreenRows.MAX_LINES; i++) screenRows.print("", line(10));
    assertThat(screenRows.rowsAbove("a", 80, 10_000)).isEmpty();
  }

  @Test
  void a_narrower_terminal_has_more_rows_of_the_same_lines() {
    screenRows.print("a", line(10));
    screenRows.print("", line(100));
    assertThat(screenRows.rowsAbove("a", 80, 24)).hasValue(3);
    assertThat(screenRows.rowsAbove("a", 40, 24)).hasValue(4);
    assertThat(screenRows.rowsAbove("a", 40, 3)).isEmpty();
  }

  @Test
  void the_last_rows_are_those_of_the_last_lines_as_far_as_they_fit() {
    screenRows.print("", new AttributedString("first"));
    screenRows.print("", new AttributedString("abcdefgh"));
    screenRows.print("", new AttributedString(""));
    assertThat(screenRows.lastRows(3, 9))
        .map(Object::toString)
        .containsExactly("fir", "st", "abc", "def", "gh", "");
    assertThat(screenRows.lastRows(3, 3)).map(Object::toString).containsExactly("def", "gh", "");
    assertThat(screenRows.lastRows(3, 0)).isEmpty();
  }

  @Test
  void a_mark_is_changed_also_where_it_cannot_be_seen() {
    screenRows.print("m", new AttributedString("10:05 …  → shao: hello"));
    for (int i = 0; i < 100; i++) screenRows.print("", line(10));
    screenRows.mark("m", "✓✓");
    assertThat(screenRows.lastRows(80, 101)).first().hasToString("10:05 ✓✓ → shao: hello");
  }

  @Test
  void a_line_without_a_mark_stays_as_it_is() {
    screenRows.print("m", new AttributedString("short"));
    screenRows.mark("m", "✓✓");
    screenRows.mark("nobody's", "✓✓");
    assertThat(screenRows.lastRows(80, 9)).first().hasToString("short");
  }
}
