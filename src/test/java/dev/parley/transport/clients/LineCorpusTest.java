package dev.parley.transport.clients;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What clients really send, byte for byte, however the network cuts it into packets. */
class LineCorpusTest {
  // As characters of Latin 1, so that streams of bytes can be written as strings.
  private static final String PUTTY =
      "\u00ff\u00fb\u001f\u00ff\u00fb"
          + " \u00ff\u00fb\u0018\u00ff\u00fb'\u00ff\u00fd\u0001\u00ff\u00fb\u0003\u00ff\u00fd\u0003";

  /** A client's bytes, the lines that they are, and what telnet must be answered. */
  record Sample(String client, String bytes, List<String> lines, String replies) {
    @Override
    public String toString() {
      return client;
    }
  }

  static Stream<Sample> corpus() {
    return Stream.of(
        new Sample("nc", "fang\nhello\n", List.of("fang", "hello"), ""),
        new Sample("nc -C", "fang\r\nhello\r\n", List.of("fang", "hello"), ""),
        new Sample("nc -N that ends in the middle", "fang\nhel", List.of("fang", "(rest) hel"), ""),
        new Sample("inetutils telnet", "fang\r\nhello\r\n", List.of("fang", "hello"), ""),
        new Sample(
            "inetutils telnet that agrees to hide a password",
            "fang\r\n\u00ff\u00fd\u0001secret horse\r\n",
            List.of("fang", "secret horse"),
            "\u00ff\u00fc\u0001"),
        new Sample(
            "Ctrl-C in telnet: interrupt and a timing mark",
            "half\u00ff\u00f4\u00ff\u00fd\u0006 a line\r\n",
            List.of("half a line"),
            "\u00ff\u00fc\u0006"),
        new Sample(
            "two timing marks",
            "\u00ff\u00fd\u0006\u00ff\u00fd\u0006\r\n",
            List.of(""),
            "\u00ff\u00fc\u0006\u00ff\u00fc\u0006"),
        new Sample(
            "Ctrl-T in telnet: is anybody there",
            "ha\u00ff\u00f6lf a line\r\n",
            List.of("half a line"),
            "[Parley is here]\r\n"),
        new Sample(
            "a character and a line erased by telnet's commands",
            "fangs\u00ff\u00f7\r\nnonsense\u00ff\u00f8hello\r\n",
            List.of("fangs\u007f", "nonsense\u0015hello"),
            ""),
        new Sample("BSD telnet, CR NUL", "fang\r\0hello\r\0", List.of("fang", "hello"), ""),
        new Sample("Windows telnet, key by key", "f\u0008fang\r\n", List.of("f\u0008fang"), ""),
        new Sample(
            "PuTTY, active negotiation",
            PUTTY + "fang\r\n",
            List.of("fang"),
            "\u00ff\u00fe\u001f\u00ff\u00fe"
                + " \u00ff\u00fe\u0018\u00ff\u00fe'\u00ff\u00fc\u0001\u00ff\u00fe\u0003\u00ff\u00fc\u0003"),
        new Sample(
            "a window size with a doubled IAC in it",
            "a\u00ff\u00fa\u001f\u00ff\u00ff\0\u00ff\u00ff\u0018\u00ff\u00f0b\r\n",
            List.of("ab"),
            ""),
        new Sample(
            "a doubled IAC is a byte that UTF-8 has not",
            "a\u00ff\u00ff\n",
            List.of("(not UTF-8)"),
            ""),
        new Sample("characters of two, three and four bytes", utf8("é€😀\n"), List.of("é€😀"), ""),
        new Sample(
            "half a character", utf8("é").substring(0, 1) + "\n", List.of("(not UTF-8)"), ""),
        new Sample("a lone CR belongs to its line", "a\rb\n", List.of("a\rb"), ""),
        new Sample(
            "a program",
            "{\"op\":\"ping\"}\n{\"op\":\"ping\"}",
            List.of("{\"op\":\"ping\"}", "(rest) {\"op\":\"ping\"}"),
            ""));
  }

  private static String utf8(String text) {
    return new String(text.getBytes(java.nio.charset.StandardCharsets.UTF_8), ISO_8859_1);
  }

  @ParameterizedTest
  @MethodSource("corpus")
  void is_understood_in_one_packet_and_cut_at_any_place(Sample sample) {
    assertThat(read(List.of(sample.bytes()))).isEqualTo(expected(sample));
    for (int cut = 1; cut < sample.bytes().length(); cut++) {
      var packets = List.of(sample.bytes().substring(0, cut), sample.bytes().substring(cut));
      assertThat(read(packets)).as("cut at %d", cut).isEqualTo(expected(sample));
    }
    assertThat(read(List.of(sample.bytes().split("(?!^)", -1))))
        .as("byte by byte")
        .isEqualTo(expected(sample));
  }

  private static List<String> expected(Sample sample) {
    var all = new ArrayList<>(sample.lines());
    all.add("replies: " + sample.replies());
    return all;
  }

  /** The lines, the rest, and the replies, as a connection would get them. */
  private static List<String> read(List<String> packets) {
    var protocol = new LineProtocol(Optional.empty());
    var heard = new ArrayList<String>();
    var replies = new StringBuilder();
    for (var packet : packets) {
      protocol.feed(packet.getBytes(ISO_8859_1));
      protocol.takeReplies().forEach(reply -> replies.append(reply.decodeString(ISO_8859_1)));
      for (var line = protocol.next(); line.isPresent(); line = protocol.next())
        heard.add(text(line.get()));
    }
    protocol.end().ifPresent(line -> heard.add("(rest) " + text(line)));
    heard.add("replies: " + replies);
    return heard;
  }

  private static String text(Line line) {
    if (line instanceof Line.Text text) return text.text();
    return line instanceof Line.TooLong ? "(too long)" : "(not UTF-8)";
  }

  @Test
  void random_bytes_give_the_same_lines_however_they_are_cut_and_few_replies() {
    var seed = Seed.next();
    var random = seed.random();
    byte[] favourites = {
      (byte) 255,
      (byte) 250,
      (byte) 240,
      (byte) 251,
      (byte) 253,
      (byte) 246,
      (byte) 247,
      1,
      3,
      13,
      10,
      0,
      '{',
      'a'
    };
    for (int run = 0; run < 2_000; run++) {
      var bytes = new byte[random.nextInt(400)];
      for (int i = 0; i < bytes.length; i++)
        bytes[i] =
            random.nextInt(3) > 0
                ? favourites[random.nextInt(favourites.length)]
                : (byte) random.nextInt(256);
      var stream = new String(bytes, ISO_8859_1);
      var whole = read(List.of(stream));
      var packets = new ArrayList<String>();
      for (int from = 0; from < stream.length(); ) {
        int to = Math.min(stream.length(), from + 1 + random.nextInt(7));
        packets.add(stream.substring(from, to));
        from = to;
      }
      assertThat(read(packets)).as("%s run %d", seed, run).isEqualTo(whole);
      // Each option is refused once in each direction; a timing mark, three bytes, costs three.
      int here = 18 * (1 + bytes.length / Telnet.BYTES_BETWEEN_ANSWERS);
      assertThat(whole.get(whole.size() - 1).length()).isLessThanOrEqualTo(bytes.length + 9 + here);
    }
  }
}
