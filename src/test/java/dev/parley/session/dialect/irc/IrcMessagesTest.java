package dev.parley.session.dialect.irc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.Refusal;
import dev.parley.replica.ReplicaProtocol;
import dev.parley.session.dialect.ClientCommand;
import dev.parley.session.dialect.ClientReply;
import dev.parley.session.dialect.DialectOutput;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IrcMessagesTest extends IrcFixture {
  @Test
  void a_message_is_sent_without_styles_and_an_action_becomes_words() {
    logIn();
    writes("PRIVMSG shao :\u0002bold\u0002 and \u000304,12red\u000f", true);
    assertThat(((ClientCommand.Send) commands().get(0)).text()).isEqualTo("bold and red");
    types("PRIVMSG shao :\u0001ACTION waves\u0001");
    assertThat(((ClientCommand.Send) commands().get(0)).text()).isEqualTo("* fang waves");
  }

  @Test
  void a_notice_is_echoed_as_a_notice_and_says_nothing_of_its_receiver() {
    logIn("echo-message");
    types("NOTICE shao :hello");
    assertThat(hears(accepted())).isEqualTo(":fang!fang@parley NOTICE shao :hello\r\n");
  }

  @Test
  void a_notice_is_never_answered_not_even_when_it_is_refused() {
    assertThat(types("NOTICE shao :hello")).as("before the login").isEmpty();
    logIn("labeled-response", "batch");
    for (var notice :
        List.of(
            "NOTICE", "NOTICE shao", "NOTICE shao,fang :x", "NOTICE #c :x", "NOTICE shao :\u0001X"))
      assertThat(types(notice)).as(notice).isEmpty();
    assertThat(types("NOTICE shao :" + "x".repeat(600))).isEmpty();
    types("@label=n NOTICE shao :hello");
    var id = ((ClientCommand.Send) commands().get(0)).id();
    var full = Refusal.of(Refusal.Code.MAILBOX_FULL, "The mailbox is full: try again later.");
    assertThat(hears(new ClientReply.SendRefused(id, SHAO, full)))
        .isEqualTo("@label=n :parley ACK\r\n");
  }

  @Test
  void what_the_user_sends_from_elsewhere_comes_from_their_own_nick_if_the_client_knows_of_that() {
    logIn("znc.in/self-message");
    var id = new MessageId(new ClientStream(FANG, "other"), 1);
    var sent = new Mail(id, SHAO, "hello", 0, 1);
    assertThat(happens(new ReplicaProtocol.SentPushed(7, sent, "at")))
        .isEqualTo(":fang!fang@parley PRIVMSG shao :hello\r\n");
    assertThat(steps).hasOnlyElementsOfType(DialectOutput.Show.class);
  }

  @Test
  void what_the_user_sends_from_elsewhere_is_no_word_of_others_for_a_client_that_knows_no_own() {
    logIn();
    var id = new MessageId(new ClientStream(FANG, "other"), 1);
    var sent = new Mail(id, SHAO, "hello", 0, 1);
    assertThat(happens(new ReplicaProtocol.SentPushed(7, sent, "at")))
        .isEqualTo(":parley NOTICE fang :You wrote to shao: hello\r\n");
    assertThat(((DialectOutput.Show) steps.get(0)).n()).isEqualTo(7);
  }

  @Test
  void tags_without_a_text_are_taken_and_go_nowhere() {
    logIn("message-tags");
    assertThat(types("@+typing=active TAGMSG shao")).isEmpty();
    assertThat(steps).isEmpty();
  }

  @Test
  void an_arriving_message_has_its_time_and_its_id_and_is_acknowledged_when_it_is_taken() {
    logIn("server-time", "message-tags");
    assertThat(happens(new ReplicaProtocol.MailPushed(7, mail("hello"), "at", true, Map.of())))
        .startsWith("@time=1970-01-01T00:00:00.000Z;msgid=")
        .endsWith(" :shao!shao@parley PRIVMSG fang :hello\r\n");
    assertThat(((DialectOutput.Show) steps.get(0)).n()).isEqualTo(7);
  }

  @Test
  void each_line_of_a_message_comes_as_one_and_empty_ones_are_left_out() {
    logIn();
    assertThat(happens(new ReplicaProtocol.MailPushed(7, mail("a\n\nb\n"), "", false, Map.of())))
        .isEqualTo(":shao!shao@parley PRIVMSG fang :a\r\n:shao!shao@parley PRIVMSG fang :b\r\n");
    assertThat(happens(new ReplicaProtocol.MailPushed(8, mail("\n"), "", false, Map.of())))
        .isEqualTo(":shao!shao@parley PRIVMSG fang :\r\n");
  }

  @Test
  void an_echo_has_the_time_at_which_the_message_was_accepted_on_each_line() {
    logIn("server-time", "message-tags", "echo-message");
    writes("PRIVMSG shao :" + "x".repeat(480), true);
    assertThat(hears(accepted()).lines().toList())
        .hasSize(2)
        .allMatch(line -> line.startsWith("@time=1970-01-01T00:00:01.000Z"));
    assertThat(said()).containsOnlyOnce(";msgid=");
  }

  @Test
  void a_long_message_comes_in_lines_that_irc_allows_and_never_cut_in_a_character() {
    logIn("message-tags");
    var text = "é".repeat(2_048);
    var lines =
        happens(new ReplicaProtocol.MailPushed(1, mail(text), "at", false, Map.of()))
            .lines()
            .toList();
    assertThat(steps).hasSize(1);
    var whole = new StringBuilder();
    for (var line : lines) {
      var plain = line.startsWith("@") ? line.substring(line.indexOf(' ') + 1) : line;
      assertThat(plain.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(510);
      whole.append(plain.substring(plain.indexOf(" :", 1) + 2));
    }
    assertThat(whole).hasToString(text);
    assertThat(lines.get(0)).startsWith("@msgid=");
    assertThat(lines.get(1)).startsWith(":shao");
  }
}
