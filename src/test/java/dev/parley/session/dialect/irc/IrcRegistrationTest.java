package dev.parley.session.dialect.irc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.model.Refusal;
import dev.parley.replica.ReplicaProtocol;
import dev.parley.session.dialect.ClientCommand;
import dev.parley.session.dialect.ClientReply;
import dev.parley.session.dialect.DialectOutput;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IrcRegistrationTest extends IrcFixture {
  @Test
  void a_client_with_a_password_is_logged_in_when_it_has_said_nick_and_user() {
    types("PASS :secret horse", "NICK fang", "USER f 0 * :F");
    var login = (ClientCommand.Login) commands().get(0);
    assertThat(login.name()).isEqualTo(FANG);
    assertThat(((ClientCommand.ByPassword) login.proof()).password().text())
        .isEqualTo("secret horse");
    assertThat(hears(welcome()))
        .contains(
            ":parley 001 fang :Welcome", "CHANTYPES=# ", "CLIENTTAGDENY=* ", ":parley 422 fang");
    assertThat(commands()).hasOnlyElementsOfType(ClientCommand.ListRooms.class);
  }

  @Test
  void an_owner_hears_of_a_wrong_password_after_the_welcome() {
    types("CAP LS", "NICK fang", "USER f 0 * :F", "AUTHENTICATE PLAIN");
    types("AUTHENTICATE " + base64("\0fang\0secret horse"));
    assertThat(hears(welcome(1))).doesNotContain("NOTICE");

    assertThat(types("CAP END"))
        .containsSubsequence(
            "001 fang", "NOTICE fang :A wrong password was tried for your name since");
  }

  @Test
  void a_client_by_sasl_is_welcomed_when_it_ends_its_negotiation() {
    assertThat(types("CAP LS 302")).contains("CAP * LS :sasl=SCRAM-SHA-256,PLAIN server-time");
    types("NICK someone", "USER f 0 * :F", "CAP REQ :sasl", "AUTHENTICATE PLAIN");
    assertThat(said()).endsWith("AUTHENTICATE +\r\n");
    types("AUTHENTICATE " + base64("\0fang\0secret horse"));
    assertThat(commands()).hasOnlyElementsOfType(ClientCommand.Login.class);
    assertThat(hears(welcome()))
        .contains("900 someone someone!someone@parley fang :", "903 someone :")
        .doesNotContain("001");
    assertThat(types("CAP END")).contains(":someone!someone@parley NICK :fang", "001 fang");
  }

  @Test
  void what_happens_before_the_welcome_is_told_after_it() {
    types(
        "CAP LS",
        "NICK fang",
        "USER f 0 * :F",
        "AUTHENTICATE PLAIN",
        "AUTHENTICATE " + base64("\0fang\0secret horse"));
    hears(welcome());
    assertThat(happens(new ReplicaProtocol.MailPushed(1, mail("early"), "at", true, Map.of())))
        .isEmpty();
    assertThat(types("CAP END")).contains("001 fang");
    assertThat(entersNothing()).isEqualTo(":shao!shao@parley PRIVMSG fang :early\r\n");
  }

  @Test
  void one_who_never_finishes_is_cut_off_at_the_limit() {
    types("CAP LS", "AUTHENTICATE PLAIN", "AUTHENTICATE " + base64("\0fang\0secret horse"));
    hears(welcome());
    happens(new ReplicaProtocol.CameOnline(SHAO));
    var mail = new ReplicaProtocol.MailPushed(1, mail("early"), "at", true, Map.of());
    for (int i = 0; i < IrcDialect.MAX_HELD; i++) happens(mail);
    assertThat(steps).isEmpty();
    happens(mail);
    assertThat(steps).contains(DialectOutput.HangUp.INSTANCE);
  }

  @Test
  void without_a_password_the_client_is_told_how_to_log_in_and_let_go() {
    assertThat(types("NICK fang", "USER f 0 * :F"))
        .contains("464 fang :Password required", "ERROR :Log in by SASL");
    assertThat(steps).contains(DialectOutput.HangUp.INSTANCE);
  }

  @Test
  void a_wrong_password_by_sasl_leaves_another_try() {
    types("CAP LS", "AUTHENTICATE PLAIN", "AUTHENTICATE " + base64("\0fang\0wrong"));
    var refusal = Refusal.of(Refusal.Code.BAD_CREDENTIALS, "Wrong.");
    assertThat(hears(new ClientReply.Refused(Optional.empty(), refusal)))
        .contains("904 * :SASL authentication failed: Wrong.");
    assertThat(steps).doesNotContain(DialectOutput.HangUp.INSTANCE);
    assertThat(types("AUTHENTICATE PLAIN")).contains("AUTHENTICATE +");
  }

  @Test
  void sasl_in_pieces_aborted_too_long_and_of_another_kind() {
    types("CAP LS");
    assertThat(types("AUTHENTICATE EXTERNAL")).contains("908 * SCRAM-SHA-256,PLAIN", "904 *");
    assertThat(types("AUTHENTICATE PLAIN", "AUTHENTICATE *")).contains("906 *");
    var piece = "A".repeat(IrcSasl.PIECE);
    assertThat(types("AUTHENTICATE PLAIN", "AUTHENTICATE " + piece, "AUTHENTICATE +"))
        .contains("904 *");
    assertThat(types("AUTHENTICATE PLAIN", "AUTHENTICATE " + piece + "A")).contains("905 *");
    assertThat(
            types(
                "AUTHENTICATE PLAIN",
                "AUTHENTICATE " + piece,
                "AUTHENTICATE " + piece,
                "AUTHENTICATE " + piece,
                "AUTHENTICATE " + piece))
        .doesNotContain("905");
    assertThat(types("AUTHENTICATE " + piece)).contains("905 *");
    var big = base64("\0fang\0" + "x".repeat(294));
    assertThat(big).hasSize(IrcSasl.PIECE);
    types("AUTHENTICATE PLAIN", "AUTHENTICATE " + big);
    assertThat(commands()).isEmpty();
    types("AUTHENTICATE +");
    assertThat(commands()).hasSize(1);
  }

  @Test
  void nobody_logs_in_to_act_for_another() {
    types("CAP LS", "AUTHENTICATE PLAIN");
    assertThat(types("AUTHENTICATE " + base64("shao\0fang\0secret horse"))).contains("904 *");
    assertThat(commands()).isEmpty();
    types("AUTHENTICATE PLAIN", "AUTHENTICATE " + base64("Fang\0fang\0secret horse"));
    assertThat(commands()).as("of the same name").hasSize(1);
  }

  @Test
  void a_client_that_says_its_nick_after_its_password_is_nobody_until_then() {
    types("CAP LS", "AUTHENTICATE PLAIN", "AUTHENTICATE " + base64("\0fang\0secret horse"));
    assertThat(hears(welcome())).contains("900 * *!*@parley fang :", "903 * :");
    assertThat(types("NICK FANG", "USER f 0 * :F", "CAP END"))
        .startsWith(":FANG!FANG@parley NICK :fang\r\n:parley 001 fang :");
  }
}
