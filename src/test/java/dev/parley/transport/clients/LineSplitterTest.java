package dev.parley.transport.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LineSplitterTest {
  private static final int MAX = LineSplitter.MAX_LINE_BYTES;

  private final LineSplitter splitter = new LineSplitter();

  LineSplitterTest() {
    splitter.limitTo(MAX);
  }

  @Test
  void takes_shorter_lines_from_whoever_has_not_logged_in() {
    int most = LineSplitter.MAX_BYTES_BEFORE_LOGIN;
    splitter.limitTo(most);

    assertThat(lines("x".repeat(most) + "\n" + "x".repeat(most + 1)))
        .containsExactly(text("x".repeat(most)), new Line.TooLong(most));
    assertThat(splitter.keptBytes()).isLessThanOrEqualTo(most);
  }

  @Test
  void ends_lines_at_cr_lf_cr_nul_and_lf() {
    assertThat(lines("a\r\nb\r\0c\nd")).containsExactly(text("a"), text("b"), text("c"));
    assertThat(splitter.end()).contains(text("d"));
  }

  @Test
  void takes_a_cr_lf_split_over_two_packets_for_one_end() {
    assertThat(lines("a\r")).isEmpty();
    assertThat(lines("\nb\n")).containsExactly(text("a"), text("b"));
  }

  @Test
  void keeps_a_cr_that_ends_nothing_and_a_nul_that_follows_none() {
    assertThat(lines("a\rb\0c\r\r\n")).containsExactly(text("a\rb\0c\r"));
  }

  @Test
  void joins_a_character_split_over_two_packets() {
    byte[] bytes = "ü\n".getBytes(UTF_8);

    assertThat(feed(Arrays.copyOf(bytes, 1))).isEmpty();
    assertThat(feed(Arrays.copyOfRange(bytes, 1, 3))).containsExactly(text("ü"));
  }

  @Test
  void refuses_invalid_utf_8_and_reads_on() {
    assertThat(feed(bytes('a', 0xC3, '\n', 0xC0, 0xAF, '\n', 0xED, 0xA0, 0x80, '\n', 'b', '\n')))
        .containsExactly(
            Line.NotUtf8.INSTANCE, Line.NotUtf8.INSTANCE, Line.NotUtf8.INSTANCE, text("b"));
  }

  @Test
  void refuses_half_a_character_at_the_end_of_the_stream() {
    assertThat(feed(bytes('a', 0xE2, 0x82))).isEmpty();
    assertThat(splitter.end()).contains(Line.NotUtf8.INSTANCE);
  }

  @Test
  void has_nothing_left_at_the_end_of_a_stream_that_ended_a_line() {
    assertThat(lines("a\n")).hasSize(1);
    assertThat(splitter.end()).isEmpty();
  }

  @Test
  void takes_a_line_of_the_longest_length_with_either_end() {
    var longest = "x".repeat(MAX);

    assertThat(lines(longest + "\r\n" + longest + "\n"))
        .containsExactly(text(longest), text(longest));
  }

  @Test
  void refuses_a_line_of_one_byte_more_once_and_reads_on() {
    assertThat(lines("x".repeat(MAX + 1) + "\r\nnext\n"))
        .containsExactly(new Line.TooLong(MAX), text("next"));
    assertThat(lines("x".repeat(MAX) + "\rx\nnext\n"))
        .containsExactly(new Line.TooLong(MAX), text("next"));
    assertThat(lines("x".repeat(MAX))).isEmpty();
    assertThat(lines("\r")).isEmpty();
    assertThat(splitter.end()).contains(new Line.TooLong(MAX));
  }

  @Test
  void tells_of_a_line_that_is_too_long_before_its_end_and_keeps_none_of_a_megabyte() {
    assertThat(lines("x".repeat(MAX + 1))).containsExactly(new Line.TooLong(MAX));
    for (int i = 0; i < 16; i++) assertThat(lines("x".repeat(MAX))).isEmpty();
    assertThat(splitter.keptBytes()).isLessThanOrEqualTo(MAX);
    assertThat(splitter.end()).isEmpty();
  }

  @Test
  void gives_what_was_not_taken_before_what_is_fed_next() {
    splitter.feed("a\nb\nc".getBytes(UTF_8));
    assertThat(splitter.next()).contains(text("a"));

    assertThat(lines("d\n")).containsExactly(text("b"), text("cd"));
  }

  @Test
  void knows_whether_a_carriage_return_ended_a_line() {
    lines("a\nb\rc\n");
    assertThat(splitter.hasSeenCarriageReturn()).isFalse();
    lines("d\r\0");
    assertThat(splitter.hasSeenCarriageReturn()).isTrue();
  }

  @Tag("slow")
  @Test
  void gives_the_same_lines_however_the_bytes_are_cut() {
    var seed = Seed.next();
    var random = seed.random();
    for (int run = 0; run < 50_000; run++) {
      byte[] bytes = randomBytes(random, random.nextInt(60));
      var whole = new LineSplitter();
      var cut = new LineSplitter();

      var expected = all(whole, bytes, bytes.length + 1);
      assertThat(all(cut, bytes, 1 + random.nextInt(7)))
          .as("%s, run %d", seed, run)
          .isEqualTo(expected);
    }
  }

  private static byte[] randomBytes(RandomGenerator random, int length) {
    var bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] =
          random.nextBoolean()
              ? (byte) "\r\n\0a{".charAt(random.nextInt(5))
              : (byte) random.nextInt();
    }
    return bytes;
  }

  private static List<Line> all(LineSplitter splitter, byte[] bytes, int step) {
    var lines = new ArrayList<Line>();
    for (int from = 0; from < bytes.length; from += step) {
      splitter.feed(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + step)));
      for (var line = splitter.next(); line.isPresent(); line = splitter.next())
        lines.add(line.get());
    }
    splitter.end().ifPresent(lines::add);
    return lines;
  }

  private List<Line> lines(String typed) {
    return feed(typed.getBytes(UTF_8));
  }

  private List<Line> feed(byte[] bytes) {
    splitter.feed(bytes);
    var lines = new ArrayList<Line>();
    for (var line = splitter.next(); line.isPresent(); line = splitter.next())
      lines.add(line.get());
    return lines;
  }

  private static Line text(String text) {
    return new Line.Text(text);
  }

  private static byte[] bytes(int... values) {
    var bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) bytes[i] = (byte) values[i];
    return bytes;
  }
}
