package dev.parley.session.dialect.irc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.TextRules;
import dev.parley.session.dialect.ClientCommand;
import dev.parley.session.dialect.ClientReply;
import dev.parley.testing.Seed;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class IrcForeignBytesTest extends IrcFixture {
  @Test
  void a_line_may_have_510_bytes_and_tags_4096() {
    logIn();
    var longest = "PRIVMSG shao :" + "x".repeat(IrcLine.MAX_BYTES - 14);
    assertThat(types(longest)).isEmpty();
    assertThat(commands()).hasSize(1);
    assertThat(types(longest + "x")).contains("417 fang");
    var tags = "@a=" + "b".repeat(IrcLine.MAX_TAG_BYTES - 4) + " ";
    assertThat(types(tags + "PING x")).contains("PONG");
    assertThat(types("@a" + tags.substring(1) + "PING x")).contains("417 fang");
  }

  @Test
  void a_parameter_that_could_not_be_one_never_comes_back() {
    logIn();
    assertThat(types("JOIN :two words")).contains("403 fang * :");
  }

  @Test
  void a_label_has_at_most_64_bytes_and_no_controls() {
    logIn("labeled-response", "batch");
    assertThat(types("@label=" + "l".repeat(64) + " PING x")).startsWith("@label=lll");
    assertThat(types("@label=" + "l".repeat(65) + " PING x")).doesNotContain("label");
    assertThat(types("@label=a\rb PING x")).doesNotContain("label");
  }

  /** Whatever the servers may say, until the client waits for nothing more. */
  private void answer(RandomGenerator random) {
    for (int i = 0; i < 2 && !commands().isEmpty(); i++) {
      var command = commands().get(0);
      if (command instanceof ClientCommand.FindUser find)
        hears(
            random.nextBoolean()
                ? new ClientReply.UserFound(find.id(), find.name())
                : new ClientReply.Refused(
                    find.id(), Refusal.of(Refusal.Code.NO_SUCH_USER, "None: look again.")));
      else if (!(command instanceof ClientCommand.ListUsers)) return;
      else if (random.nextBoolean()) hearsOnline(SHAO);
      else hearsNothingOfWhoIsOnline();
      assertThat(said()).matches("(?s)|(.+\r\n)+");
      assertEachLineFits();
    }
  }

  private void assertEachLineFits() {
    for (var line : said().split("\r\n", -1)) {
      int tags = line.startsWith("@") ? line.indexOf(' ') + 1 : 0;
      assertThat(TextRules.bytes(line.substring(tags))).as(line).isLessThanOrEqualTo(510);
    }
  }

  @Test
  void an_answer_to_the_longest_line_has_at_most_512_bytes_and_no_half_word() {
    logIn();
    types("PING :" + "é".repeat(252));
    assertEachLineFits();
    assertThat(said()).startsWith(":parley PONG parley :éé").endsWith("é\r\n");
    types("CAP REQ :" + "word ".repeat(99) + "zz");
    assertEachLineFits();
    assertThat(said()).contains("NAK :word word").endsWith(" word\r\n");
    types("CAP REQ :" + "a".repeat(250) + " " + "b".repeat(249));
    assertEachLineFits();
    assertThat(said()).endsWith("a\r\n");
    types("FLY".repeat(160));
    assertEachLineFits();
    types("JOIN " + "\uD83D\uDE00".repeat(64));
    assertEachLineFits();
    assertThat(said()).contains("403 fang \uD83D\uDE00").endsWith("choose another.\r\n");
  }

  @Test
  void blanks_and_tabs_of_the_last_parameter_are_its_own() {
    assertThat(IrcLine.parse("PASS :\tsecret  ").orElseThrow().parameters())
        .containsExactly("\tsecret  ");
    assertThat(IrcLine.parse("  NICK  fang  ").orElseThrow().parameters()).containsExactly("fang");
    assertThat(IrcLine.parse("   ")).isEmpty();
  }

  @Test
  void random_lines_never_throw_and_every_answer_is_a_line() {
    var seed = Seed.next();
    var random = seed.random();
    String[] words = {
      "PRIVMSG",
      "CAP",
      "REQ",
      "LS",
      "END",
      "NICK",
      "USER",
      "PASS",
      "AUTHENTICATE",
      "PLAIN",
      "MONITOR",
      "+",
      "-",
      "WHOIS",
      "@label=x",
      ":",
      " ",
      "shao",
      "\u0001",
      "\u0003",
      ",",
      "é",
      "\uD83D\uDE00",
      "*",
      "=",
      "WHO",
      "ISON"
    };
    for (int i = 0; i < 20_000; i++) {
      if (i == 10_000) logIn("labeled-response", "batch");
      var line = new StringBuilder();
      for (int n = random.nextInt(8); n >= 0; n--) {
        line.append(words[random.nextInt(words.length)]);
        if (random.nextBoolean()) line.append(' ');
        if (random.nextInt(5) == 0) line.append((char) random.nextInt(0xD800));
      }
      var text = line.toString().replaceAll("[\r\n]", "");
      if (text.contains("QUIT")) continue;
      assertThat(types(text)).as("%s line %s", seed, text).matches("(?s)|(.+\r\n)+");
      assertEachLineFits();
      answer(random);
    }
  }
}
