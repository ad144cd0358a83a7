package dev.parley.session;

import static dev.parley.session.SessionFixture.lines;
import static dev.parley.session.SessionFixture.origin;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import com.typesafe.config.ConfigFactory;
import dev.parley.chat.accounts.LeaderMessage;
import dev.parley.chat.model.Refusal;
import dev.parley.protocol.Endpoint;
import dev.parley.replica.ReplicaProtocol;
import dev.parley.session.ConnectionCommand.NextLine;
import dev.parley.session.dialect.DialectChooser.Choice;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SessionPatienceTest {
  private static final Duration A_MOMENT = Duration.ofMillis(1);
  private static final SessionSettings SETTINGS =
      new SessionSettings(
          Endpoint.parse("h:1"),
          21_111,
          DefaultSettings.MAX_CONNECTIONS,
          1,
          DefaultSettings.GREET_AFTER,
          SessionSettings.DEFAULT_ACCEPT_PATIENCE,
          DefaultSettings.PATIENCE);

  private final ActorTestKit kit =
      ActorTestKit.create(ManualTime.config().withFallback(ConfigFactory.load()));
  private final ManualTime time = ManualTime.get(kit.system());
  private final TestProbe<ReplicaProtocol.Command> replica =
      kit.createTestProbe(ReplicaProtocol.Command.class);
  private final TestProbe<ConnectionCommand> link = kit.createTestProbe(ConnectionCommand.class);
  private final ActorRef<Session.Command> session =
      kit.spawn(Session.create(SETTINGS, replica.getRef(), origin(kit, link)));

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void greets_after_200_ms_of_silence() {
    link.expectMessage(NextLine.INSTANCE);
    time.timePasses(DefaultSettings.GREET_AFTER.minus(A_MOMENT));
    link.expectNoMessage(Duration.ZERO);

    time.timePasses(A_MOMENT);
    assertThat(link.expectMessageClass(ConnectionCommand.Write.class).text())
        .startsWith("Welcome to Parley.");
  }

  @Test
  void gives_up_a_question_that_nobody_answers_and_goes_on() {
    speakJson("{\"op\":\"status\",\"id\":\"1\"}");
    replica.expectMessageClass(ReplicaProtocol.AskStatus.class);

    time.timePasses(SessionEffects.QUESTION_PATIENCE.plus(A_MOMENT));
    assertThat(link.expectMessageClass(ConnectionCommand.Write.class).text())
        .startsWith("{\"ev\":\"error\",\"re\":\"1\",\"code\":\"UNAVAILABLE\"")
        .contains("\"retryAfterMs\":1000");
    link.expectMessage(NextLine.INSTANCE);
  }

  @Test
  void closes_when_an_account_question_is_never_answered_so_that_a_late_answer_is_nobody_elses() {
    speakJson("{\"op\":\"login\",\"id\":\"1\",\"name\":\"fang\",\"password\":\"correct horse\"}");
    replica.expectMessageClass(ReplicaProtocol.AskLeader.class);

    time.timePasses(CommandLoop.ANSWER_PATIENCE);
    assertThat(link.expectMessageClass(ConnectionCommand.Write.class).text())
        .contains("\"code\":\"UNAVAILABLE\"");
    link.expectMessage(new ConnectionCommand.Close(""));
    link.expectTerminated(session);
  }

  @Test
  void refuses_a_message_that_nobody_answers_and_does_not_tell_an_answer_that_comes_later() {
    var send = logInAndSend();

    time.timePasses(InFlightSends.SEND_PATIENCE.minus(A_MOMENT));
    link.expectNoMessage(Duration.ZERO);
    time.timePasses(A_MOMENT);
    assertThat(link.expectMessageClass(ConnectionCommand.Write.class).text())
        .startsWith("{\"ev\":\"error\",\"re\":\"a\",\"code\":\"UNAVAILABLE\"");
    var late = Refusal.of(Refusal.Code.MAILBOX_FULL, "Full.");
    send.replyTo().tell(new ReplicaProtocol.Refused(late));
    link.expectNoMessage(Duration.ofMillis(50));
  }

  @Test
  void logs_out_without_the_answers_to_what_was_sent_when_they_take_too_long() {
    logInAndSend();
    session.tell(lines("{\"op\":\"logout\",\"id\":\"b\"}"));
    time.timePasses(CommandLoop.LOGOUT_PATIENCE.minus(A_MOMENT));
    link.expectNoMessage(Duration.ZERO);

    time.timePasses(A_MOMENT);
    assertThat(link.expectMessageClass(ConnectionCommand.Write.class).text())
        .startsWith("{\"ev\":\"error\",\"re\":\"a\",\"code\":\"UNAVAILABLE\"");
    replica
        .expectMessageClass(ReplicaProtocol.LogOut.class)
        .session()
        .tell(ReplicaProtocol.LoggedOut.INSTANCE);
    assertThat(link.expectMessageClass(ConnectionCommand.Write.class).text())
        .isEqualTo("{\"ev\":\"bye\",\"re\":\"b\"}\n");
  }

  @Test
  void answers_a_question_while_a_message_waits_for_other_servers() {
    logInAndSend();
    session.tell(lines("{\"op\":\"status\",\"id\":\"b\"}"));
    replica
        .expectMessageClass(ReplicaProtocol.AskStatus.class)
        .replyTo()
        .tell(SessionFixture.STATUS);
    assertThat(link.expectMessageClass(ConnectionCommand.Write.class).text())
        .startsWith("{\"ev\":\"status\",\"re\":\"b\"");
  }

  private ReplicaProtocol.Send logInAndSend() {
    speakJson("{\"op\":\"login\",\"name\":\"fang\",\"password\":\"correct horse\"}");
    replica
        .expectMessageClass(ReplicaProtocol.AskLeader.class)
        .replyTo()
        .tell(
            new LeaderMessage.Found(
                SessionFixture.FANG,
                SessionFixture.VERIFIER,
                SessionFixture.SERVER,
                SessionFixture.CLAIM));
    replica
        .expectMessageClass(ReplicaProtocol.OpenSession.class)
        .session()
        .tell(
            new ReplicaProtocol.Opened(SessionFixture.FANG, SessionFixture.STATUS, 0, 0, 1, false));
    link.expectMessageClass(ConnectionCommand.Write.class);
    link.expectMessage(NextLine.INSTANCE);
    session.tell(lines("{\"op\":\"send\",\"id\":\"a\",\"to\":\"shao\",\"text\":\"x\",\"seq\":1}"));
    var send = replica.expectMessageClass(ReplicaProtocol.Send.class);
    link.expectMessage(NextLine.INSTANCE);
    return send;
  }

  private void speakJson(String line) {
    link.expectMessage(NextLine.INSTANCE);
    session.tell(new Session.FirstByte(Choice.JSON));
    session.tell(lines(line));
  }
}
