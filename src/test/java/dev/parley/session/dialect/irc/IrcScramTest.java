package dev.parley.session.dialect.irc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.model.Refusal;
import dev.parley.session.dialect.ClientCommand;
import dev.parley.session.dialect.ClientReply;
import dev.parley.session.dialect.DialectOutput;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Logins by SASL SCRAM-SHA-256: the dialect carries the messages, and knows no password. */
class IrcScramTest extends IrcFixture {
  private static final Optional<String> NO_ID = Optional.empty();
  private static final String FIRST = "n,,n=fang,r=abc";

  private void begins() {
    types("CAP LS 302", "NICK fang", "USER f 0 * :F", "CAP REQ :sasl");
    assertThat(types("AUTHENTICATE SCRAM-SHA-256")).isEqualTo("AUTHENTICATE +\r\n");
    types("AUTHENTICATE " + base64(FIRST));
    var login = (ClientCommand.Login) commands().get(0);
    assertThat(login.name()).isEqualTo(FANG);
    assertThat(((ClientCommand.ByScram) login.proof()).first().text()).isEqualTo(FIRST);
  }

  private void proves() {
    begins();
    assertThat(hears(new ClientReply.Challenged(NO_ID, "r=abcd,s=c2FsdA==,i=9")))
        .isEqualTo("AUTHENTICATE " + base64("r=abcd,s=c2FsdA==,i=9") + "\r\n");
    types("AUTHENTICATE " + base64("c=biws,r=abcd,p=cA=="));
    assertThat(((ClientCommand.Prove) commands().get(0)).scram().text())
        .isEqualTo("c=biws,r=abcd,p=cA==");
  }

  private static ClientReply proven() {
    var welcome = (ClientReply.Welcome) welcome();
    return new ClientReply.Welcome(NO_ID, welcome.opened(), "ticket", 0, Optional.of("v=dg=="));
  }

  @Test
  void a_client_is_welcomed_when_it_has_seen_the_servers_proof_and_ends_its_negotiation() {
    proves();
    assertThat(hears(proven())).isEqualTo("AUTHENTICATE " + base64("v=dg==") + "\r\n");
    assertThat(types("CAP END")).as("it must say first that it believes this").isEmpty();
    assertThat(types("AUTHENTICATE +")).contains("900 fang ", "903 fang :", "001 fang");
    assertThat(types("AUTHENTICATE +")).contains("907 fang :");
  }

  @Test
  void a_client_that_does_not_believe_the_server_is_let_go() {
    for (var line : new String[] {"AUTHENTICATE *", "AUTHENTICATE " + base64("no")}) {
      var other = new IrcScramTest();
      other.proves();
      other.hears(proven());
      assertThat(other.types(line)).contains("906 fang :", "ERROR :You did not accept");
      assertThat(other.steps).contains(DialectOutput.HangUp.INSTANCE);
    }
  }

  @Test
  void a_wrong_proof_leaves_another_try() {
    proves();
    var refusal = Refusal.of(Refusal.Code.BAD_CREDENTIALS, "Wrong.");
    assertThat(hears(new ClientReply.Refused(NO_ID, refusal))).contains("904 fang :", "Wrong.");
    assertThat(types("AUTHENTICATE SCRAM-SHA-256")).isEqualTo("AUTHENTICATE +\r\n");
  }

  @Test
  void a_client_may_break_off_and_begin_again() {
    begins();
    hears(new ClientReply.Challenged(NO_ID, "r=abcd,s=c2FsdA==,i=9"));
    assertThat(types("AUTHENTICATE *")).contains("906 fang :");
    assertThat(types("AUTHENTICATE PLAIN")).isEqualTo("AUTHENTICATE +\r\n");
  }

  @Test
  void what_is_no_first_message_of_scram_logs_nobody_in() {
    types("CAP LS", "NICK fang", "USER f 0 * :F");
    for (var first :
        new String[] {
          "", "\0fang\0secret horse", "p=tls-unique,,n=fang,r=x", "n,,n=\u5317\u4eac,r=x"
        }) {
      types("AUTHENTICATE SCRAM-SHA-256");
      assertThat(types("AUTHENTICATE " + (first.isEmpty() ? "+" : base64(first))))
          .contains("904 fang :");
      assertThat(commands()).isEmpty();
    }
  }

  @Test
  void a_challenge_that_fills_its_pieces_is_followed_by_an_empty_one() {
    begins();
    var piece = "r".repeat(IrcSasl.PIECE / 4 * 3);
    assertThat(hears(new ClientReply.Challenged(NO_ID, piece)))
        .isEqualTo("AUTHENTICATE " + base64(piece) + "\r\nAUTHENTICATE +\r\n");
    var another = new IrcScramTest();
    another.begins();
    assertThat(another.hears(new ClientReply.Challenged(NO_ID, piece + "x")))
        .isEqualTo("AUTHENTICATE " + base64(piece) + "\r\nAUTHENTICATE " + base64("x") + "\r\n");
  }
}
