package dev.parley.transport.clients;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Seed;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TelnetTest {
  // As characters of Latin 1, so that streams of bytes can be written as strings.
  private static final String HERE = "[Parley is here]\r\n";
  private static final String IAC = "\u00ff";
  private static final String DONT = IAC + "\u00fe";
  private static final String DO = IAC + "\u00fd";
  private static final String WONT = IAC + "\u00fc";
  private static final String WILL = IAC + "\u00fb";
  private static final String BEGIN = IAC + "\u00fa";
  private static final String END = IAC + "\u00f0";
  private static final String ECHO = "\1";
  private static final String TERMINAL_TYPE = "\u0018";
  private static final String TIMING_MARK = "\6";

  private final Telnet telnet = new Telnet();

  @Test
  void lets_text_through_as_it_is() {
    assertThat(strip("fang\r\n")).isEqualTo("fang\r\n");
    assertThat(telnet.hasSeenCommand()).isFalse();
  }

  @Test
  void takes_a_doubled_iac_for_the_byte() {
    assertThat(strip("a" + IAC + IAC + "b")).isEqualTo("a" + IAC + "b");
    assertThat(telnet.hasSeenCommand()).isFalse();
  }

  @Test
  void takes_commands_out_also_where_packets_split_them() {
    assertThat(strip("a" + IAC + "\u00f4b" + IAC)).isEqualTo("ab");
    assertThat(strip("\u00fb")).isEmpty();
    assertThat(strip("\u0018c")).isEqualTo("c");
    assertThat(telnet.hasSeenCommand()).isTrue();
  }

  @Test
  void refuses_each_option_once_in_each_direction() {
    strip(DO + TERMINAL_TYPE + WILL + TERMINAL_TYPE + DO + TERMINAL_TYPE + WILL + TERMINAL_TYPE);

    assertThat(replies()).isEqualTo(WONT + TERMINAL_TYPE + DONT + TERMINAL_TYPE);
    assertThat(replies()).isEmpty();
  }

  @Test
  void answers_no_refusal() {
    strip(WONT + TERMINAL_TYPE + DONT + TERMINAL_TYPE + DONT + ECHO);

    assertThat(replies()).isEmpty();
  }

  @Test
  void answers_each_timing_mark_or_the_client_would_stay_dumb_after_ctrl_c() {
    strip(DO + TIMING_MARK + DO + TIMING_MARK);

    assertThat(replies()).isEqualTo(WONT + TIMING_MARK + WONT + TIMING_MARK);
  }

  @Test
  void takes_either_answer_to_a_timing_mark_for_one() {
    telnet.askForTimingMark();
    telnet.askForTimingMark();
    assertThat(replies()).isEqualTo(DO + TIMING_MARK + DO + TIMING_MARK);
    assertThat(telnet.takeAnsweredMarks()).isZero();

    assertThat(strip("a" + WILL + TIMING_MARK + "b" + WONT + TIMING_MARK)).isEqualTo("ab");
    assertThat(telnet.takeAnsweredMarks()).isEqualTo(2);
    assertThat(telnet.takeAnsweredMarks()).isZero();
    assertThat(replies()).as("an answer is not answered").isEmpty();
  }

  @Test
  void takes_a_timing_mark_that_it_did_not_ask_for_as_any_option() {
    strip(WONT + TIMING_MARK + WILL + TIMING_MARK);

    assertThat(telnet.takeAnsweredMarks()).isZero();
    assertThat(replies()).isEqualTo(DONT + TIMING_MARK);
  }

  @Test
  void knows_a_client_that_negotiates_from_one_that_sends_other_commands() {
    strip(IAC + "\u00f6" + BEGIN + TERMINAL_TYPE + END);
    assertThat(telnet.hasSeenNegotiation()).isFalse();

    strip(DO + ECHO);
    assertThat(telnet.hasSeenNegotiation()).isTrue();
  }

  @Test
  void comes_to_rest_with_itself() {
    var other = new Telnet();
    telnet.hideTyping();
    byte[] said = telnet.takeReplies();
    int rounds = 0;
    while (said.length > 0) {
      assertThat(++rounds).isLessThan(10);
      other.strip(said);
      telnet.strip(other.takeReplies());
      said = telnet.takeReplies();
    }
  }

  @Test
  void hides_typing_by_offering_to_echo() {
    telnet.hideTyping();
    telnet.hideTyping();
    assertThat(replies()).isEqualTo(WILL + ECHO);

    strip(DO + ECHO);
    assertThat(replies()).isEmpty();

    telnet.showTyping();
    telnet.showTyping();
    assertThat(replies()).isEqualTo(WONT + ECHO + "\r\n");
  }

  @Test
  void hides_typing_again_after_the_answers_came_late() {
    telnet.hideTyping();
    telnet.showTyping();
    strip(DO + ECHO + DONT + ECHO);
    replies();

    telnet.hideTyping();
    strip(DO + ECHO);

    assertThat(replies()).isEqualTo(WILL + ECHO);
  }

  @Test
  void skips_a_subnegotiation_with_doubled_iacs_in_it() {
    assertThat(strip("a" + BEGIN + TERMINAL_TYPE + "xterm" + IAC + IAC + "x" + END + "b"))
        .isEqualTo("ab");
  }

  @Test
  void ends_a_subnegotiation_at_its_limit() {
    int limit = Telnet.MAX_SUBNEGOTIATION_BYTES;

    assertThat(strip(BEGIN + "x".repeat(limit))).isEmpty();
    assertThat(strip(END + "a")).isEqualTo("a");
    assertThat(strip(BEGIN + "x".repeat(limit + 1) + "a")).isEqualTo("a");
    assertThat(strip(BEGIN + (IAC + "x").repeat(limit + 1) + "a")).isEqualTo("a");
  }

  @Test
  void says_that_it_is_there_once_in_so_many_bytes() {
    var question = IAC + "\u00f6";
    strip(question.repeat(Telnet.BYTES_BETWEEN_ANSWERS / 2));
    assertThat(replies()).isEqualTo(HERE);
    strip(question);
    assertThat(replies()).isEqualTo(HERE);
  }

  @Test
  void what_telnet_erases_is_told_by_characters() {
    assertThat(strip("fangs" + IAC + "\u00f7")).isEqualTo("fangs\u007f");
    assertThat(strip("nonsense" + IAC + "\u00f8")).isEqualTo("nonsense\u0015");
  }

  @Test
  void never_throws_and_gives_the_same_text_however_the_bytes_are_cut() {
    var seed = Seed.next();
    var random = seed.random();
    for (int run = 0; run < 50_000; run++) {
      var bytes = new byte[random.nextInt(40)];
      for (int i = 0; i < bytes.length; i++)
        bytes[i] = (byte) (random.nextBoolean() ? 240 + random.nextInt(16) : random.nextInt());
      var whole = new Telnet();
      var cut = new Telnet();
      int at = random.nextInt(bytes.length + 1);

      var expected = new String(whole.strip(bytes), ISO_8859_1);
      var text = new String(cut.strip(Arrays.copyOf(bytes, at)), ISO_8859_1);
      text += new String(cut.strip(Arrays.copyOfRange(bytes, at, bytes.length)), ISO_8859_1);

      assertThat(text).as("%s, run %d", seed, run).isEqualTo(expected);
      assertThat(cut.takeReplies())
          .as("%s, run %d", seed, run)
          .isEqualTo(whole.takeReplies())
          // Less than would be answered twice: one answer, and what is refused costs what was
          // asked.
          .hasSizeLessThanOrEqualTo(bytes.length + HERE.length());
    }
  }

  private String strip(String bytes) {
    return new String(telnet.strip(bytes.getBytes(ISO_8859_1)), ISO_8859_1);
  }

  private String replies() {
    return new String(telnet.takeReplies(), ISO_8859_1);
  }
}
