package dev.parley.session.dialect.irc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Endpoint;
import dev.parley.replica.ClosingCode;
import dev.parley.replica.ReplicaProtocol;
import dev.parley.session.dialect.ClientCommand;
import dev.parley.session.dialect.ClientReply;
import dev.parley.session.dialect.DialectOutput;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IrcFarewellTest extends IrcFixture {
  @Test
  void quitting_ends_the_session_and_then_the_connection() {
    logIn();
    types("QUIT :bye");
    assertThat(commands()).hasOnlyElementsOfType(ClientCommand.Logout.class);
    assertThat(hears(new ClientReply.Bye(commands().get(0).id()))).isEqualTo("ERROR :Bye\r\n");
    assertThat(steps).contains(DialectOutput.HangUp.INSTANCE);
  }

  @Test
  void who_has_not_logged_in_may_quit_too() {
    assertThat(types("QUIT")).isEqualTo("ERROR :Bye\r\n");
    assertThat(steps).contains(DialectOutput.HangUp.INSTANCE);
  }

  private String farewell(String server) {
    return happens(
        new ReplicaProtocol.Closing(
            ClosingCode.SHUTDOWN,
            "This server is stopping: connect to another one.",
            Optional.of(Endpoint.parse(server)),
            0));
  }

  @Test
  void a_server_that_stops_names_the_host_of_another_but_no_port_that_speaks_no_irc() {
    logIn();
    assertThat(farewell("10.0.0.7:1212"))
        .isEqualTo(
            "ERROR :This server is stopping: connect to another one. Your next server is "
                + "10.0.0.7, at its IRC port.\r\n");
    assertThat(farewell("[fe80::1]:1212"))
        .contains("Your next server is fe80::1, at its IRC port.");
    assertThat(
            happens(
                new ReplicaProtocol.Closing(ClosingCode.KICKED, "Enough.", Optional.empty(), 0)))
        .isEqualTo("ERROR :Enough.\r\n");
  }
}
