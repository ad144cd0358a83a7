package dev.parley.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.accounts.LeaderMessage;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.RoomPost;
import dev.parley.replica.ReplicaProtocol;
import dev.parley.session.ConnectionCommand.NextLine;
import dev.parley.session.dialect.DialectChooser;
import dev.parley.session.dialect.DialectChooser.Choice;
import dev.parley.session.dialect.Refusals;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SessionWithPersonTest extends SessionFixture {
  @Test
  void acknowledges_to_a_person_what_the_socket_took() {
    var events = logInPerson();

    events.tell(mail(1, "hello"));
    assertThat(link.expectMessageClass(ConnectionCommand.Write.class))
        .isEqualTo(new ConnectionCommand.Write("shao: hello\r\n", 1));
    replica.expectNoMessage(Duration.ZERO);
    session.tell(new Session.Taken(1));
    assertThat(replica.expectMessageClass(ReplicaProtocol.Acknowledge.class))
        .isEqualTo(new ReplicaProtocol.Acknowledge(events, 1));
  }

  @Test
  void logs_a_person_off_only_after_the_socket_took_what_was_shown() {
    var events = logInPerson();
    events.tell(mail(1, "hello"));
    link.expectMessageClass(ConnectionCommand.Write.class);

    session.tell(lines("3"));
    replica.expectNoMessage(Duration.ZERO);
    session.tell(new Session.Taken(1));
    replica.expectMessageClass(ReplicaProtocol.Acknowledge.class);
    replica.expectMessageClass(ReplicaProtocol.CloseSession.class);
    assertThat(line()).isEqualTo("Bye.\r\n");
    link.expectMessage(new ConnectionCommand.Close(""));
  }

  @Test
  void tells_a_person_that_a_request_waits_for_a_leader() {
    link.expectMessage(NextLine.INSTANCE);
    session.tell(lines("fang"));
    line(); // the greeting
    var find = replica.expectMessageClass(ReplicaProtocol.AskLeader.class);

    find.waiting().orElseThrow().tell(ReplicaProtocol.LeaderAwaited.INSTANCE);
    assertThat(line())
        .isEqualTo("No leader at the moment: your request waits for the next one.\r\n");
    find.replyTo().tell(new LeaderMessage.Found(FANG, VERIFIER, SERVER, CLAIM));
    link.expectMessage(new ConnectionCommand.Echo(true));
    assertThat(line()).isEqualTo("Please type your password:\r\n");
  }

  @Test
  void tells_a_person_once_that_a_line_is_not_stored_in_time() {
    link.expectMessage(NextLine.INSTANCE); // of the session of each test
    session = start(NEVER, Duration.ofMillis(50));
    logInPerson();
    session.tell(lines("/msg shao hello"));
    link.expectMessage(NextLine.INSTANCE);
    var send = replica.expectMessageClass(ReplicaProtocol.Send.class);

    assertThat(line()).startsWith("Your message to shao is not stored yet");
    send.replyTo()
        .tell(
            new ReplicaProtocol.Accepted(
                new MessageId(new ClientStream(FANG, "c"), 1),
                new UUID(1, 2),
                2,
                false,
                "x",
                new RoomPost.Times(1_000, 1)));
    link.expectNoMessage(Duration.ofMillis(100));
  }

  @Test
  void greets_after_a_silence_and_never_a_program() {
    var person = kit.createTestProbe(ConnectionCommand.class);
    var program = kit.createTestProbe(ConnectionCommand.class);
    kit.spawn(
            Session.create(
                settings(Duration.ofMillis(100), NEVER), replica.getRef(), origin(kit, program)))
        .tell(new Session.FirstByte(Choice.JSON));
    kit.spawn(
        Session.create(
            settings(Duration.ofMillis(200), NEVER), replica.getRef(), origin(kit, person)));

    person.expectMessage(NextLine.INSTANCE);
    assertThat(person.expectMessageClass(ConnectionCommand.Write.class).text())
        .startsWith("Welcome to Parley.");
    program.expectMessage(NextLine.INSTANCE);
    program.expectNoMessage(Duration.ZERO);
  }

  @Test
  void takes_only_the_first_line_for_a_browsers() {
    logInPerson();
    session.tell(lines("/msg shao GET / HTTP/1.1"));
    link.expectMessage(NextLine.INSTANCE);
    session.tell(lines("GET / HTTP/1.1"));

    assertThat(line()).startsWith("There is no such option");
  }

  @Test
  void sends_a_browser_to_the_web_page() {
    session.tell(lines("GET / HTTP/1.1"));

    link.expectMessage(NextLine.INSTANCE);
    link.expectMessage(new ConnectionCommand.Close(DialectChooser.httpSentence(21_111)));
    link.expectTerminated(session);
  }

  @Test
  void closes_a_browser_at_the_irc_port_before_any_of_its_lines_is_a_command() {
    session.tell(new Session.FirstByte(Choice.IRC));
    link.expectMessage(NextLine.INSTANCE);
    session.tell(lines("POST / HTTP/1.1", "Host: x", "", "PASS secret", "NICK fang"));

    link.expectMessage(
        new ConnectionCommand.Close("ERROR :" + DialectChooser.httpSentence(21_111)));
    link.expectTerminated(session);
  }

  @Test
  void takes_a_first_line_that_is_longer_than_a_line_for_a_browsers() {
    session.tell(
        new Session.LinesReceived(
            List.of(
                new Session.LineRefused(Refusals.lineTooLong(65_536)),
                new Session.LineReceived("fang"))));

    link.expectMessage(NextLine.INSTANCE);
    link.expectMessage(new ConnectionCommand.Close(DialectChooser.httpSentence(21_111)));
    link.expectTerminated(session);
  }
}
