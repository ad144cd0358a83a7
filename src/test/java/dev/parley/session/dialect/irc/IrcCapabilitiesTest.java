package dev.parley.session.dialect.irc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IrcCapabilitiesTest extends IrcFixture {
  private static IrcFixture another() {
    return new IrcCapabilitiesTest();
  }

  @Test
  void the_version_is_a_number_of_any_length() {
    assertThat(types("CAP LS", "CAP LS 301", "CAP LS x302"))
        .doesNotContain("sasl=SCRAM-SHA-256,PLAIN");
    assertThat(another().types("CAP LS 1000")).contains("sasl=SCRAM-SHA-256,PLAIN");
    assertThat(another().types("CAP LS " + "9".repeat(400))).contains("sasl=SCRAM-SHA-256,PLAIN");
    assertThat(types("CAP LS 302", "CAP LS"))
        .as("what it said before stays")
        .containsSubsequence("sasl=SCRAM-SHA-256,PLAIN", "sasl=SCRAM-SHA-256,PLAIN");
  }

  @Test
  void a_client_of_version_302_has_cap_notify_and_cannot_give_it_up() {
    assertThat(types("CAP LS 302", "CAP LIST")).contains("CAP * LIST :cap-notify\r\n");
    assertThat(types("CAP REQ :cap-notify")).contains("ACK :cap-notify");
    assertThat(types("CAP REQ :-cap-notify", "CAP LIST"))
        .contains("NAK :-cap-notify", "LIST :cap-notify");
  }

  @Test
  void an_older_client_may_have_cap_notify_and_give_it_up() {
    types("CAP LS");
    assertThat(types("CAP LIST")).contains("CAP * LIST :\r\n");
    assertThat(types("CAP REQ :cap-notify", "CAP LIST")).contains("LIST :cap-notify\r\n");
    assertThat(types("CAP REQ :-cap-notify", "CAP LIST"))
        .contains("ACK :-cap-notify", "LIST :\r\n");
  }

  @Test
  void a_refusal_lists_the_words_as_they_were_typed() {
    assertThat(types("CAP REQ :b a b batch")).isEqualTo(":parley CAP * NAK :b a b batch\r\n");
    assertThat(types("CAP REQ :" + "b ".repeat(240))).startsWith(":parley CAP * NAK :b b b ");
  }

  @Test
  void all_of_a_request_is_granted_or_nothing() {
    types("CAP LS");
    assertThat(types("CAP REQ :batch no-such-thing", "CAP LIST"))
        .contains("NAK :batch no-such-thing", "LIST :\r\n");
    assertThat(types("CAP REQ :batch -batch server-time", "CAP LIST"))
        .contains("LIST :server-time\r\n");
  }
}
