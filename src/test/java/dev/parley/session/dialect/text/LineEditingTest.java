package dev.parley.session.dialect.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LineEditingTest {
  @Test
  void erased_characters_are_taken_back_whole() {
    assertThat(LineEditing.withoutErased("fanh\bg")).isEqualTo("fang");
    assertThat(LineEditing.withoutErased("a\uD83D\uDE00\u007Fb")).isEqualTo("ab");
    assertThat(LineEditing.withoutErased("\b\u007Fa")).isEqualTo("a");
  }

  @Test
  void an_erased_line_leaves_what_comes_after_it() {
    assertThat(LineEditing.withoutErased("nonsense\u0015hello")).isEqualTo("hello");
  }

  @Test
  void other_lines_stay_as_they_are() {
    assertThat(LineEditing.withoutErased("as it was")).isEqualTo("as it was");
  }
}
