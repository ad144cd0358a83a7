package dev.parley.session.dialect.irc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.model.Refusal;
import dev.parley.replica.ReplicaProtocol;
import dev.parley.session.dialect.ClientCommand;
import dev.parley.session.dialect.ClientReply;
import dev.parley.session.dialect.DialectOutput;
import dev.parley.session.dialect.Refusals;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each refusal says what to do next. */
class IrcRefusalsTest extends IrcFixture {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "NICK|431 * :|type NICK NAME",
        "NICK #x|432 * #x :|choose another",
        "USER x|461 * USER :|Type USER NAME 0 * :REAL NAME",
        "USER x 0 * :|461 * USER :|Type USER NAME 0 * :REAL NAME",
        "PASS|461 * PASS :|Type PASS :PASSWORD",
        "PRIVMSG shao :x|451 * :|Log in by SASL (SCRAM-SHA-256 or PLAIN), or by PASS",
        "CAP FLY|410 * FLY :|Use CAP LS",
        "AUTHENTICATE FLY|908 * SCRAM-SHA-256,PLAIN :|begin again with AUTHENTICATE",
        "AUTHENTICATE FLY|904 * :|begin again with AUTHENTICATE"
      })
  void before_the_login(String line, String numeric, String advice) {
    assertThat(types(line)).contains(":parley " + numeric, advice);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*|906 * :",
        "eA==|904 * :",
        "AAAA|904 * :",
      })
  void a_login_by_sasl_that_came_to_nothing(String word, String numeric) {
    types("CAP LS", "AUTHENTICATE PLAIN");
    assertThat(types("AUTHENTICATE " + word))
        .contains(":parley " + numeric, "begin again with AUTHENTICATE");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PRIVMSG|411 fang :|type PRIVMSG NAME :TEXT",
        "PRIVMSG shao|412 fang :|type PRIVMSG NAME :TEXT",
        "PRIVMSG shao :  |412 fang :|type PRIVMSG NAME :TEXT",
        "PRIVMSG shao,fang :x|407 fang shao,fang :|write to each of them",
        "PRIVMSG #- :x|403 fang #- :|The name of a room is #",
        "PRIVMSG shao :\u0001VERSION\u0001|404 fang shao :|write it as a text",
        "PING|461 fang PING :|Type PING TOKEN",
        "WHOIS|431 fang :|type WHOIS NAME",
        "PRIVMSG &x :x|401 fang &x :|check the spelling",
        "WHOIS #x|401 fang #x :|check the spelling",
        "WHOWAS shao|406 fang shao :|WHOIS NAME",
        "ISON|461 fang ISON :|Type ISON NAME",
        "USERHOST|461 fang USERHOST :|Type USERHOST NAME",
        "MONITOR|461 fang MONITOR :|Type MONITOR + NAME",
        "MODE|461 fang MODE :|Type MODE fang",
        "MODE shao|502 fang :|type MODE fang",
        "JOIN|461 fang JOIN :|Type JOIN #ROOM",
        "JOIN x|403 fang x :|The name of a room is #",
        "JOIN 0|403 fang 0 :|The name of a room is #",
        "NAMES #-|366 fang #- :|End of NAMES",
        "WHO #-|315 fang #- :|The name of a room is #",
        "KICK #tea|461 fang KICK :|Type KICK #ROOM NAME",
        "KICK #tea #x|401 fang #x :|check the spelling",
        "HELP FLY|524 fang FLY :|type HELP",
        "OPER a b|491 fang :|use the program parley",
        "KILL shao|481 fang :|parley kick",
        "WHOWAS|431 fang :|type WHOIS NAME",
        "INVITE shao|461 fang INVITE :|Type INVITE NAME #ROOM",
        "MODE #tea +k x|472 fang +k :|+b, +i, +o and +q",
        "MODE #tea +o|461 fang MODE :|MODE #ROOM +o NAME",
        "MODE #tea -b|461 fang MODE :|MODE #ROOM -b NAME",
        "MODE #tea +b *!*@x|696 fang #tea b *!*@x :|MODE #tea +b NAME",
        "NAMES|366 fang * :|End of NAMES",
        "FLY|421 fang FLY :|/msg NAME TEXT",
        "NICK|431 fang :|yours is fang",
        "NICK FANG|447 fang :|log in to another account",
        "NICK other|447 fang :|log in to another account",
        "USER x 0 * :X|462 fang :|QUIT, and connect again",
        "PASS x|462 fang :|QUIT, and connect again",
        "AUTHENTICATE PLAIN|907 fang :|QUIT, and connect again",
        "AWAY :lunch|306 fang :|QUIT to be away",
        "CAP FLY|410 fang FLY :|Use CAP LS",
      })
  void after_the_login(String line, String numeric, String advice) {
    logIn();
    assertThat(types(line)).contains(":parley " + numeric, advice);
  }

  @Test
  void a_message_that_the_cluster_refuses() {
    logIn();
    writes("PRIVMSG shao :hello", true);
    var id = ((ClientCommand.Send) commands().get(0)).id();
    var full = Refusal.of(Refusal.Code.MAILBOX_FULL, "The mailbox is full: try again later.");
    assertThat(hears(new ClientReply.SendRefused(id, SHAO, full)))
        .isEqualTo(":parley 404 fang shao :The mailbox is full: try again later.\r\n");
    writes("PRIVMSG nobody :hello", false);
    id = ((ClientCommand.Send) commands().get(0)).id();
    var none = Refusal.of(Refusal.Code.NO_SUCH_USER, "There is no such user.");
    assertThat(hears(new ClientReply.SendRefused(id, SHAO, none)))
        .startsWith(":parley 401 fang nobody :")
        .contains("check the spelling");
  }

  @Test
  void a_line_that_is_too_long_or_no_text() {
    logIn();
    assertThat(types("PRIVMSG shao :" + "x".repeat(600)))
        .startsWith(":parley 417 fang :A line has at most 512 bytes, and its tags 4096; ")
        .contains("Send it in parts");
    steps.clear();
    steps.addAll(irc.onUnreadable(Refusals.lineTooLong(65_536)));
    assertThat(said()).contains("417 fang :A line has at most 512 bytes");
    steps.clear();
    steps.addAll(irc.onUnreadable(Refusals.notUtf8()));
    assertThat(said()).startsWith(":parley FAIL * INVALID_UTF8 :").contains("Set your terminal");
  }

  @Test
  void a_password_that_is_wrong_and_one_that_could_not_be_checked() {
    types("PASS secret", "NICK fang", "USER f 0 * :F");
    var wrong = Refusal.of(Refusal.Code.BAD_CREDENTIALS, "Wrong: try again.");
    assertThat(hears(new ClientReply.Refused(Optional.empty(), wrong)))
        .isEqualTo(":parley 464 fang :Wrong: try again.\r\nERROR :Wrong: try again.\r\n");
    assertThat(steps).contains(DialectOutput.HangUp.INSTANCE);
    assertThat(hears(new ClientReply.Refused(Optional.empty(), NO_ANSWER)))
        .startsWith(":parley 263 fang PASS :No answer: try again")
        .doesNotContain("464");
  }

  @Test
  void one_who_never_finishes_to_log_in() {
    types("CAP LS", "AUTHENTICATE PLAIN", "AUTHENTICATE " + base64("\0fang\0secret horse"));
    hears(welcome());
    var mail = new ReplicaProtocol.MailPushed(1, mail("early"), "at", true, Map.of());
    for (int i = 0; i <= IrcDialect.MAX_HELD; i++) happens(mail);
    assertThat(said()).isEqualTo("ERROR :" + IrcDialect.NOT_WELCOMED + "\r\n");
    assertThat(IrcDialect.NOT_WELCOMED).contains("connect again, and send CAP END");
  }
}
