package dev.parley.client.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PipeInputTest {
  private static List<PipeInput.Line> lines(String latin1) throws IOException {
    var bytes = latin1.getBytes(StandardCharsets.ISO_8859_1);
    var input = new PipeInput(new ByteArrayInputStream(bytes));
    var lines = new ArrayList<PipeInput.Line>();
    for (var line = input.next(); line.isPresent(); line = input.next()) lines.add(line.get());
    return lines;
  }

  private static PipeInput.Line line(String text) {
    return new PipeInput.Line(text, "");
  }

  @Test
  void every_kind_of_line_end_is_one_and_the_last_line_needs_none() throws IOException {
    assertThat(lines("one\ntwo\r\nthree\rfour\n\n\r\nfive"))
        .containsExactly(
            line("one"),
            line("two"),
            line("three"),
            line("four"),
            line(""),
            line(""),
            line("five"));
    assertThat(lines("")).isEmpty();
    assertThat(lines("\r\n")).containsExactly(line(""));
  }

  @Test
  void utf_8_is_decoded() throws IOException {
    assertThat(lines("\u00c3\u00a9\u00f0\u009f\u0098\u0080\n")).containsExactly(line("é😀"));
  }

  @Test
  void a_line_that_is_not_utf_8_is_told_by_its_number_and_nothing_stands_for_it()
      throws IOException {
    for (var bad : List.of("gr\u00fcn", "\u00c3", "\u00c0\u0080", "\u00ed\u00a0\u0080")) {
      var read = lines("one\n" + bad + "\nthree\n");
      assertThat(read).element(1).extracting(PipeInput.Line::text).isEqualTo("");
      assertThat(read.get(1).problem()).startsWith("Line 2 of the input is not UTF-8");
      assertThat(read).element(2).isEqualTo(line("three"));
    }
  }

  @Test
  void a_line_has_64_kibibytes_at_most_and_the_rest_of_it_takes_no_memory() throws IOException {
    var longest = "x".repeat(PipeInput.MAX_BYTES);
    assertThat(lines(longest)).containsExactly(line(longest));
    var read = lines(longest + "x".repeat(1_000_000) + "\nnext");
    assertThat(read.get(0).problem()).isEqualTo("Line 1 of the input has more than 65536 bytes");
    assertThat(read.get(1)).isEqualTo(line("next"));
  }
}
