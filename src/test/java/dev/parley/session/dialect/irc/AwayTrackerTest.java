package dev.parley.session.dialect.irc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.replica.ReplicaProtocol;
import dev.parley.session.dialect.ClientCommand;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whether a sender is told that the receiver is away. */
class AwayTrackerTest extends IrcFixture {
  private static final String AWAY = ":parley 301 fang shao :";

  @Test
  void the_first_message_asks_who_is_online_and_the_next_ones_do_not() {
    logIn();
    writes("PRIVMSG shao :hello", false);
    assertThat(hears(accepted())).startsWith(AWAY);
    types("PRIVMSG SHAO :again");
    assertThat(hears(accepted())).startsWith(":parley 301 fang SHAO :");
  }

  @Test
  void who_comes_and_goes_is_known_without_asking_again() {
    logIn();
    writes("PRIVMSG shao :hello", true);
    assertThat(hears(accepted())).isEmpty();
    happens(new ReplicaProtocol.WentOffline(SHAO));
    types("PRIVMSG shao :again");
    var sent = new ArrayList<>(steps);
    assertThat(hears(accepted())).startsWith(AWAY);
    happens(new ReplicaProtocol.CameOnline(SHAO));
    types("PRIVMSG shao :once more");
    assertThat(commands()).hasSameSizeAs(sent);
    assertThat(hears(accepted())).isEmpty();
  }

  @Test
  void who_goes_while_the_message_is_on_its_way_is_away() {
    logIn();
    writes("PRIVMSG shao :hello", true);
    var accepted = accepted();
    happens(new ReplicaProtocol.WentOffline(SHAO));
    assertThat(hears(accepted)).startsWith(AWAY);
  }

  @Test
  void without_an_answer_the_message_goes_out_nobody_is_called_away_and_the_next_asks_again() {
    logIn();
    types("PRIVMSG shao :hello");
    hearsNothingOfWhoIsOnline();
    assertThat(((ClientCommand.Send) commands().get(0)).text()).isEqualTo("hello");
    assertThat(hears(accepted())).isEmpty();
    writes("PRIVMSG shao :again", false);
    assertThat(hears(accepted())).startsWith(AWAY);
  }

  @Test
  void one_more_than_the_limit_makes_the_one_forgotten_who_was_written_to_longest_ago() {
    logIn();
    for (int i = 0; i < AwayTracker.MAX_PEERS; i++) writes("PRIVMSG u" + i + " :x", true);
    types("PRIVMSG u0 :x");
    assertThat(commands()).hasOnlyElementsOfType(ClientCommand.Send.class);
    writes("PRIVMSG one.more :x", true);
    types("PRIVMSG u0 :x");
    assertThat(commands())
        .as("was written to again")
        .hasOnlyElementsOfType(ClientCommand.Send.class);
    types("PRIVMSG u1 :x");
    assertThat(commands()).hasOnlyElementsOfType(ClientCommand.ListUsers.class);
  }

  @Test
  void one_may_write_to_oneself() {
    logIn("echo-message");
    writes("PRIVMSG fang :note", true);
    assertThat(hears(accepted())).isEqualTo(":fang!fang@parley PRIVMSG fang :note\r\n");
    var note = new Mail(new MessageId(new ClientStream(FANG, "c"), 1), FANG, "note", 0, 1);
    assertThat(happens(new ReplicaProtocol.MailPushed(1, note, "at", false, Map.of())))
        .as("once as the echo, once as what arrived")
        .isEqualTo(":fang!fang@parley PRIVMSG fang :note\r\n");
  }
}
