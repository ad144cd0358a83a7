package dev.parley.session.dialect.irc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.session.dialect.ClientCommand;
import dev.parley.session.dialect.DialectOutput;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IrcPingTest extends IrcFixture {
  @Test
  void asks_by_ping() {
    logIn();
    assertThat(irc.onAsk(12)).isEqualTo(new DialectOutput.Ask("PING :parley-12\r\n"));
  }

  @Test
  void knows_its_token_however_a_client_spells_the_answer() {
    for (var pong :
        List.of(
            "PONG parley-12",
            "PONG :parley-12",
            "pong parley-12 :",
            "PONG parley :parley-12",
            "PONG parley-12 :parley",
            "PONG :fang parley-12",
            "PONG :PARLEY-12",
            ":fang!fang@parley PONG parley :parley-12")) {
      types(pong);
      assertThat(commands())
          .as(pong)
          .containsExactly(new ClientCommand.Pong(Optional.empty(), Optional.of(12L)));
    }
  }

  @Test
  void takes_an_answer_without_a_token_of_ours_for_a_sign_of_life() {
    for (var pong :
        List.of(
            "PONG", "PONG parley", "PONG 12", "PONG :parley-", "PONG parley-" + "9".repeat(30))) {
      assertThat(types(pong)).as(pong).isEmpty();
      assertThat(commands())
          .as(pong)
          .containsExactly(new ClientCommand.Pong(Optional.empty(), Optional.empty()));
    }
  }

  @Test
  void is_not_answered_before_the_messages_that_were_sent_before_it() {
    logIn("echo-message");
    writes("PRIVMSG shao :hello", true);
    var first = accepted();
    assertThat(types("PING a")).isEmpty();
    types("PRIVMSG shao :again");
    var second = accepted();
    assertThat(types("@label=x PING b")).isEmpty();
    assertThat(hears(first)).containsSubsequence("PRIVMSG shao :hello", "PONG parley :a\r\n");
    assertThat(said()).doesNotContain(":b");
    assertThat(hears(second)).containsSubsequence("PRIVMSG shao :again", "PONG parley :b\r\n");
    assertThat(types("PING c")).contains("PONG parley :c");
  }

  @Test
  void is_answered_before_a_message_if_there_are_too_many_of_it() {
    logIn();
    writes("PRIVMSG shao :hello", true);
    for (int i = 0; i < IrcPongs.MAX_HELD; i++) assertThat(types("PING " + i)).isEmpty();
    assertThat(types("PING more")).isEqualTo(":parley PONG parley :0\r\n");
  }

  @Test
  void hears_nothing_but_pongs_from_a_client_that_has_quit() {
    logIn();
    types("QUIT");
    for (var line :
        List.of("PRIVMSG shao :hello", "WHOIS shao", "PING 1", "PONG", "", "x".repeat(600))) {
      steps.clear();
      steps.addAll(irc.onLineWhileLeaving(line));
      assertThat(said()).as(line).isEmpty();
      assertThat(commands()).as(line).hasSize(line.equals("PONG") ? 1 : 0);
    }
    steps.clear();
    steps.addAll(irc.onLineWhileLeaving("PONG :parley-3"));
    assertThat(commands())
        .containsExactly(new ClientCommand.Pong(Optional.empty(), Optional.of(3L)));
  }
}
