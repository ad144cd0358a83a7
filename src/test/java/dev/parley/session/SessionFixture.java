package dev.parley.session;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import com.typesafe.config.ConfigFactory;
import dev.parley.chat.accounts.Passwords;
import dev.parley.chat.accounts.Verifier;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.Refusal.Code;
import dev.parley.chat.model.Stream;
import dev.parley.chat.model.UserName;
import dev.parley.replica.ChatService;
import dev.parley.replica.ChatService.AccountsStatus;
import dev.parley.replica.ChatService.MemberStatus;
import dev.parley.replica.ChatService.NodeStatus;
import dev.parley.session.ClientLink.NextLine;
import dev.parley.session.dialect.DialectChooser.Choice;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

/** A session between a connection and a replica that are probes. */
abstract class SessionFixture {
  static final UserName FANG = UserName.of("fang");
  static final long CLAIM = 17;
  static final UserName SHAO = UserName.of("shao");
  static final String PASSWORD = "correct horse";
  static final int ITERATIONS = 1_000;
  static final Verifier VERIFIER =
      Passwords.derive(PASSWORD, new byte[Passwords.SALT_BYTES], ITERATIONS);
  static final String SERVER = "127.0.0.1:1111";
  static final NodeStatus STATUS =
      new NodeStatus(
          "n",
          "member",
          SERVER,
          Optional.empty(),
          Optional.empty(),
          1,
          List.of(new MemberStatus("n", 1, SERVER, "", 1, false)),
          AccountsStatus.NONE);
  static final Duration NEVER = Duration.ofMinutes(10);
  final ActorTestKit kit = ActorTestKit.create(ConfigFactory.load());

  final TestProbe<ChatService.Command> replica = kit.createTestProbe(ChatService.Command.class);
  final TestProbe<ClientLink> link = kit.createTestProbe(ClientLink.class);
  final TestProbe<Object> unhandled = unhandledMessages();
  ActorRef<Session.Command> session = start(NEVER, NEVER);

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  String lastLine = "";

  ActorRef<Session.Command> start(Duration greetAfter, Duration acceptPatience) {
    return kit.spawn(
        Session.create(settings(greetAfter, acceptPatience), replica.getRef(), link.getRef()));
  }

  static SessionSettings settings(Duration greetAfter, Duration acceptPatience) {
    return new SessionSettings(SERVER, 21_111, 10, ITERATIONS, greetAfter, acceptPatience);
  }

  TestProbe<Object> unhandledMessages() {
    TestProbe<Object> probe = kit.createTestProbe();
    kit.system()
        .eventStream()
        .tell(
            new akka.actor.typed.eventstream.EventStream.Subscribe<>(
                akka.actor.UnhandledMessage.class, probe.getRef().narrow()));
    return probe;
  }

  /** The first line of a program. */
  void speakJson(String line) {
    session.tell(new Session.FirstByte(Choice.JSON));
    nextLine(line);
  }

  void nextLine(String line) {
    link.expectMessage(NextLine.INSTANCE);
    session.tell(new Session.LineReceived(line.replace('\'', '"')));
  }

  String line() {
    var message = link.receiveMessage();
    while (message == NextLine.INSTANCE) message = link.receiveMessage();
    lastLine = ((ClientLink.Write) message).text();
    return lastLine;
  }

  void expectLine(String beginning) {
    assertThat(link.expectMessageClass(ClientLink.Write.class).text())
        .startsWith(beginning.replace('\'', '"'))
        .endsWith("\n");
  }

  void found() {
    replica
        .expectMessageClass(ChatService.FindAccount.class)
        .replyTo()
        .tell(new ChatService.AccountFound(FANG, VERIFIER, SERVER, CLAIM));
  }

  void notFound() {
    replica
        .expectMessageClass(ChatService.FindAccount.class)
        .replyTo()
        .tell(
            new ChatService.Refused(
                Refusal.of(Code.NO_SUCH_USER, "There is nobody of that name.")));
  }

  ActorRef<ChatService.Event> admit() {
    var events = open();
    line();
    return events;
  }

  ActorRef<ChatService.Event> open() {
    found();
    var events = replica.expectMessageClass(ChatService.OpenSession.class).session();
    events.tell(new ChatService.Opened(FANG, STATUS, 0, "", 1, false));
    return events;
  }

  ActorRef<ChatService.Event> logIn() {
    speakJson("{'op':'login','name':'fang','password':'correct horse'}");
    return admit();
  }

  ActorRef<ChatService.Event> logInPerson() {
    link.expectMessage(NextLine.INSTANCE);
    session.tell(new Session.LineReceived("fang"));
    line();
    found();
    link.expectMessage(new ClientLink.Typing(true));
    line();
    link.expectMessage(NextLine.INSTANCE);
    session.tell(new Session.LineReceived(PASSWORD));
    var events = open();
    link.expectMessage(new ClientLink.Typing(false));
    line();
    link.expectMessage(NextLine.INSTANCE);
    return events;
  }

  static ChatService.MailPushed mail(long n, String text) {
    return new ChatService.MailPushed(
        n,
        new Mail(new MessageId(new Stream(SHAO, "c"), n), FANG, text, 0, n),
        "",
        false,
        Map.of());
  }
}
