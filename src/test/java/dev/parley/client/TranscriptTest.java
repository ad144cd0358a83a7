package dev.parley.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TranscriptTest {
  private final Transcript transcript = new Transcript();

  @Test
  void counts_the_rows_of_what_was_printed_below_wrapped_lines_included() {
    transcript.print("a", 10, 80);
    transcript.print("", 81, 80);
    transcript.print("", 80, 80);
    assertThat(transcript.rowsAbove("a", 24)).hasValue(4);
  }

  @Test
  void what_has_left_the_screen_is_not_found() {
    transcript.print("a", 10, 80);
    for (int i = 0; i < 20; i++) transcript.print("", 10, 80);
    assertThat(transcript.rowsAbove("a", 21 + Transcript.BOTTOM_ROWS)).hasValue(21);
    assertThat(transcript.rowsAbove("a", 20 + Transcript.BOTTOM_ROWS)).isEmpty();
  }

  @Test
  void a_line_is_found_under_its_new_key() {
    transcript.print("draft 1", 10, 80);
    transcript.rename("draft 1", "m-1");
    assertThat(transcript.rowsAbove("draft 1", 24)).isEmpty();
    assertThat(transcript.rowsAbove("m-1", 24)).hasValue(1);
  }

  @Test
  void nothing_is_where_it_was_after_the_screen_was_cleared() {
    transcript.print("a", 10, 80);
    transcript.forget();
    assertThat(transcript.rowsAbove("a", 24)).isEmpty();
  }

  @Test
  void only_the_last_lines_are_kept() {
    transcript.print("a", 10, 80);
    for (int i = 0; i < Transcript.MAX_LINES; i++) transcript.print("", 10, 80);
    assertThat(transcript.rowsAbove("a", 10_000)).isEmpty();
  }
}
