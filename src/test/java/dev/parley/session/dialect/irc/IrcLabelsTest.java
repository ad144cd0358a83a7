package dev.parley.session.dialect.irc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.model.Refusal;
import dev.parley.session.dialect.ClientCommand;
import dev.parley.session.dialect.ClientReply;
import java.util.List;
import org.junit.jupiter.api.Test;

/** IRCv3 labeled responses: everything that a request leads to is one answer. */
class IrcLabelsTest extends IrcFixture {
  private static final String[] LABELS = {"labeled-response", "batch"};

  private void assertOneBatch(String label) {
    var lines = said().lines().toList();
    assertThat(lines.get(0))
        .matches("@label=" + label + " :parley BATCH \\+b\\d+ labeled-response");
    var batch = lines.get(0).split(" ", -1)[3].substring(1);
    assertThat(lines.get(lines.size() - 1)).isEqualTo(":parley BATCH -" + batch);
    assertThat(lines.subList(1, lines.size() - 1))
        .allMatch(line -> line.matches("@batch=" + batch + "[; ].*"));
  }

  @Test
  void a_short_echo_is_one_labelled_line() {
    logIn("labeled-response", "batch", "echo-message", "message-tags");
    writes("@label=x PRIVMSG shao :hello", true);
    assertThat(hears(accepted()))
        .matches("@label=x;msgid=\\S+ :fang!fang@parley PRIVMSG shao :hello\r\n");
  }

  @Test
  void an_echo_in_several_lines_is_a_batch() {
    logIn("labeled-response", "batch", "echo-message", "message-tags");
    writes("@label=x PRIVMSG shao :" + "x".repeat(480), true);
    hears(accepted());
    assertOneBatch("x");
    assertThat(said().lines().toList()).hasSize(4);
    assertThat(said().lines().filter(line -> line.contains("msgid="))).hasSize(1);
  }

  @Test
  void the_echo_and_the_word_that_the_receiver_is_away_are_one_batch() {
    logIn("labeled-response", "batch", "echo-message");
    writes("@label=x PRIVMSG shao :hello", false);
    assertThat(hears(accepted())).containsSubsequence("PRIVMSG shao :hello", "301 fang shao");
    assertOneBatch("x");
  }

  @Test
  void without_echo_the_word_that_the_receiver_is_away_is_the_labelled_line() {
    logIn(LABELS);
    writes("@label=x PRIVMSG shao :hello", false);
    assertThat(hears(accepted())).matches("@label=x :parley 301 fang shao :.*\r\n");
  }

  @Test
  void what_has_no_other_answer_is_acknowledged() {
    logIn(LABELS);
    writes("@label=x PRIVMSG shao :hello", true);
    assertThat(hears(accepted())).isEqualTo("@label=x :parley ACK\r\n");
    for (var quiet : List.of("PONG x", "TAGMSG shao", "CAP END", "NICK fang", "MONITOR C"))
      assertThat(types("@label=y " + quiet)).as(quiet).isEqualTo("@label=y :parley ACK\r\n");
  }

  @Test
  void a_label_without_batches_means_nothing() {
    logIn("labeled-response");
    assertThat(types("@label=x PING y")).isEqualTo(":parley PONG parley :y\r\n");
    types("CAP REQ :batch");
    assertThat(types("@label=x PING y")).startsWith("@label=x :parley PONG");
  }

  @Test
  void capabilities_and_refusals_have_the_label_too() {
    logIn(LABELS);
    assertThat(types("@label=c CAP LIST")).startsWith("@label=c :parley CAP fang LIST :batch");
    assertThat(types("@label=c CAP REQ :no-such-thing"))
        .startsWith("@label=c :parley CAP fang NAK");
    assertThat(types("@label=t PRIVMSG shao :" + "x".repeat(600)))
        .startsWith("@label=t :parley 417");
    assertThat(types("@label=u FLY")).startsWith("@label=u :parley 421");
    writes("@label=r PRIVMSG shao :x", true);
    var id = ((ClientCommand.Send) commands().get(0)).id();
    var full = Refusal.of(Refusal.Code.MAILBOX_FULL, "Full: try again later.");
    assertThat(hears(new ClientReply.SendRefused(id, SHAO, full)))
        .startsWith("@label=r :parley 404 fang shao :Full");
    assertThat(types("@label=o CAP REQ :-labeled-response"))
        .startsWith("@label=o :parley CAP fang");
  }

  @Test
  void the_way_in_can_be_labelled() {
    types("CAP LS 302", "CAP REQ :labeled-response batch sasl", "NICK fang", "USER f 0 * :F");
    assertThat(types("@label=a AUTHENTICATE PLAIN")).isEqualTo("@label=a AUTHENTICATE +\r\n");
    types("@label=b AUTHENTICATE " + base64("\0fang\0secret horse"));
    assertThat(hears(welcome())).contains("900 fang", "903 fang");
    assertOneBatch("b");
    assertThat(types("@label=e CAP END")).containsSubsequence("001 fang", "005 fang", "422 fang");
    assertOneBatch("e");
  }

  @Test
  void a_farewell_has_the_label_of_the_quit() {
    logIn(LABELS);
    types("@label=q QUIT :bye");
    assertThat(hears(new ClientReply.Bye(commands().get(0).id())))
        .isEqualTo("@label=q ERROR :Bye\r\n");
  }
}
