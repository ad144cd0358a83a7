package dev.parley.client.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;

class TranscriptTest {
  private final Transcript transcript = new Transcript();

  private static AttributedString line(int columns) {
    return new AttributedString("x".repeat(columns));
  }

  @Test
  void counts_the_rows_of_what_was_printed_below_wrapped_lines_included() {
    transcript.print("a", line(10));
    transcript.print("", line(81));
    transcript.print("", line(80));
    assertThat(transcript.rowsAbove("a", 80, 24)).hasValue(4);
  }

  @Test
  void what_has_left_the_screen_is_not_found() {
    transcript.print("a", line(10));
    for (int i = 0; i < 20; i++) transcript.print("", line(10));
    assertThat(transcript.rowsAbove("a", 80, 21)).hasValue(21);
    assertThat(transcript.rowsAbove("a", 80, 20)).isEmpty();
  }

  @Test
  void a_line_is_found_under_its_new_key() {
    transcript.print("draft 1", line(10));
    transcript.rename("draft 1", "m-1");
    assertThat(transcript.rowsAbove("draft 1", 80, 24)).isEmpty();
    assertThat(transcript.rowsAbove("m-1", 80, 24)).hasValue(1);
  }

  @Test
  void nothing_is_where_it_was_after_the_screen_was_cleared() {
    transcript.print("a", line(10));
    transcript.forget();
    assertThat(transcript.rowsAbove("a", 80, 24)).isEmpty();
  }

  @Test
  void only_the_last_lines_are_kept() {
    transcript.print("a", line(10));
    for (int i = 0; i < Transcript.MAX_LINES; i++) transcript.print("", line(10));
    assertThat(transcript.rowsAbove("a", 80, 10_000)).isEmpty();
  }

  @Test
  void a_narrower_terminal_has_more_rows_of_the_same_lines() {
    transcript.print("a", line(10));
    transcript.print("", line(100));
    assertThat(transcript.rowsAbove("a", 80, 24)).hasValue(3);
    assertThat(transcript.rowsAbove("a", 40, 24)).hasValue(4);
    assertThat(transcript.rowsAbove("a", 40, 3)).isEmpty();
  }

  @Test
  void the_last_rows_are_those_of_the_last_lines_as_far_as_they_fit() {
    transcript.print("", new AttributedString("first"));
    transcript.print("", new AttributedString("abcdefgh"));
    transcript.print("", new AttributedString(""));
    assertThat(transcript.lastRows(3, 9))
        .map(Object::toString)
        .containsExactly("fir", "st", "abc", "def", "gh", "");
    assertThat(transcript.lastRows(3, 3)).map(Object::toString).containsExactly("def", "gh", "");
    assertThat(transcript.lastRows(3, 0)).isEmpty();
  }

  @Test
  void a_mark_is_changed_also_where_it_cannot_be_seen() {
    transcript.print("m", new AttributedString("10:05 …  → shao: hello"));
    for (int i = 0; i < 100; i++) transcript.print("", line(10));
    transcript.mark("m", "✓✓");
    assertThat(transcript.lastRows(80, 101)).first().hasToString("10:05 ✓✓ → shao: hello");
  }

  @Test
  void a_line_without_a_mark_stays_as_it_is() {
    transcript.print("m", new AttributedString("short"));
    transcript.mark("m", "✓✓");
    transcript.mark("nobody's", "✓✓");
    assertThat(transcript.lastRows(80, 9)).first().hasToString("short");
  }
}
