package dev.parley.group;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogTextTest {
  @Test
  void leaves_text_of_any_language_as_it_is() {
    assertThat(LogText.safe("n-1111 has profile 漢 (a1)…")).isEqualTo("n-1111 has profile 漢 (a1)…");
  }

  @Test
  void is_one_line_and_changes_no_terminal() {
    for (int c : new int[] {'\n', '\r', 0x1b, 0x9b, 0x7f, 0, 0x2028, 0x202e, 0x200b, 0xe0041})
      assertThat(LogText.safe("a" + Character.toString(c) + "b")).as("%x", c).isEqualTo("a\uFFFDb");
  }
}
