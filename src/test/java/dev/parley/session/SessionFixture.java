package dev.parley.session;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import dev.parley.chat.accounts.LeaderMessage;
import dev.parley.chat.accounts.Scram;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.accounts.VerifierRules;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.Refusal.Code;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.NodeState;
import dev.parley.replica.ReplicaProtocol;
import dev.parley.replica.ReplicaProtocol.AccountsStatus;
import dev.parley.replica.ReplicaProtocol.MemberStatus;
import dev.parley.replica.ReplicaProtocol.NodeStatus;
import dev.parley.session.ConnectionCommand.NextLine;
import dev.parley.session.dialect.DialectChooser.Choice;
import dev.parley.session.limits.ClientAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

/** A session between a connection and a replica that are probes. */
abstract class SessionFixture {
  static final UserName FANG = UserName.of("fang");
  static final long CLAIM = 17;
  static final ClientAddress ADDRESS = ClientAddress.of(new byte[] {127, 0, 0, 1});
  static final UserName SHAO = UserName.of("shao");
  static final String PASSWORD = "correct horse";
  static final int ITERATIONS = 1_000;
  static final VerifierRules VERIFIERS = new VerifierRules(ITERATIONS, new byte[] {0});
  static final ScramVerifier VERIFIER =
      Scram.derive(PASSWORD, new byte[Scram.SALT_BYTES], ITERATIONS);
  static final Endpoint SERVER = Endpoint.parse("127.0.0.1:1111");
  static final NodeStatus STATUS =
      new NodeStatus(
          "n",
          NodeState.MEMBER,
          Optional.of(SERVER),
          Optional.empty(),
          Optional.empty(),
          1,
          List.of(new MemberStatus("n", 1, SERVER, Endpoint.parse("127.0.0.1:11111"), 1, false)),
          AccountsStatus.NONE);
  static final Duration NEVER = Duration.ofMinutes(10);
  final ActorTestKit kit = ActorTestKit.create(ConfigFactory.load());

  final TestProbe<ReplicaProtocol.Command> replica =
      kit.createTestProbe(ReplicaProtocol.Command.class);
  final TestProbe<ConnectionCommand> link = kit.createTestProbe(ConnectionCommand.class);
  final TestProbe<Object> unhandled = unhandledMessages();
  ActorRef<Session.Command> session = start(NEVER, NEVER);

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  String lastLine = "";

  ActorRef<Session.Command> start(Duration greetAfter, Duration acceptPatience) {
    return kit.spawn(
        Session.create(settings(greetAfter, acceptPatience), replica.getRef(), origin(kit, link)));
  }

  static SessionSettings settings(Duration greetAfter, Duration acceptPatience) {
    return new SessionSettings(
        SERVER, 21_111, 10, ITERATIONS, greetAfter, acceptPatience, DefaultSettings.PATIENCE);
  }

  /** A connection that tells {@code link} one by one what a session asks in a turn. */
  static ActorRef<ConnectionCommand.Turn> connection(
      ActorTestKit kit, TestProbe<ConnectionCommand> link) {
    return kit.spawn(
        Behaviors.receiveMessage(
            turn -> {
              turn.requests().stream()
                  .filter(request -> !(request instanceof ConnectionCommand.Admit))
                  .forEach(link.getRef()::tell);
              return Behaviors.same();
            }));
  }

  /** A session of a client at that address. */
  ActorRef<Session.Command> startFor(ClientAddress from) {
    link.expectMessage(NextLine.INSTANCE); // of the session of each test
    var sessions = kit.createTestProbe(Sessions.Command.class).getRef();
    var origin = new Session.Origin(connection(kit, link), from, sessions);
    return kit.spawn(Session.create(settings(NEVER, NEVER), replica.getRef(), origin));
  }

  static Session.Origin origin(ActorTestKit kit, TestProbe<ConnectionCommand> link) {
    var sessions = kit.createTestProbe(Sessions.Command.class).getRef();
    return new Session.Origin(connection(kit, link), ADDRESS, sessions);
  }

  Session.Origin origin(ActorRef<ConnectionCommand.Turn> link) {
    return new Session.Origin(link, ADDRESS, kit.createTestProbe(Sessions.Command.class).getRef());
  }

  static Session.LinesReceived lines(String... lines) {
    return new Session.LinesReceived(
        Arrays.stream(lines).<Session.Input>map(Session.LineReceived::new).toList());
  }

  static Session.LinesReceived input(Session.Input input) {
    return new Session.LinesReceived(List.of(input));
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
    session.tell(lines(line.replace('\'', '"')));
  }

  String line() {
    var message = link.receiveMessage();
    while (message == NextLine.INSTANCE) message = link.receiveMessage();
    lastLine = ((ConnectionCommand.Write) message).text();
    return lastLine;
  }

  void expectLine(String beginning) {
    assertThat(link.expectMessageClass(ConnectionCommand.Write.class).text())
        .startsWith(beginning.replace('\'', '"'))
        .endsWith("\n");
  }

  void found() {
    replica
        .expectMessageClass(ReplicaProtocol.AskLeader.class)
        .replyTo()
        .tell(new LeaderMessage.Found(FANG, VERIFIER, SERVER, CLAIM));
  }

  void notFound() {
    replica
        .expectMessageClass(ReplicaProtocol.AskLeader.class)
        .replyTo()
        .tell(
            new LeaderMessage.Denied(
                Refusal.of(Code.NO_SUCH_USER, "There is nobody of that name.")));
  }

  /** The replica has done as the logout asks. */
  void loggedOut() {
    replica
        .expectMessageClass(ReplicaProtocol.LogOut.class)
        .session()
        .tell(ReplicaProtocol.LoggedOut.INSTANCE);
  }

  ActorRef<ReplicaProtocol.Event> admit() {
    var events = open();
    line();
    return events;
  }

  ActorRef<ReplicaProtocol.Event> open() {
    found();
    var events = replica.expectMessageClass(ReplicaProtocol.OpenSession.class).session();
    events.tell(new ReplicaProtocol.Opened(FANG, STATUS, 0, 0, 1, false));
    return events;
  }

  ActorRef<ReplicaProtocol.Event> logIn() {
    speakJson("{'op':'login','name':'fang','password':'correct horse'}");
    return admit();
  }

  ActorRef<ReplicaProtocol.Event> logInPerson() {
    link.expectMessage(NextLine.INSTANCE);
    session.tell(lines("fang"));
    line();
    found();
    link.expectMessage(new ConnectionCommand.Echo(true));
    line();
    link.expectMessage(NextLine.INSTANCE);
    session.tell(lines(PASSWORD));
    var events = open();
    link.expectMessage(new ConnectionCommand.Echo(false));
    line();
    link.expectMessage(NextLine.INSTANCE);
    return events;
  }

  static ReplicaProtocol.MailPushed mail(long n, String text) {
    return new ReplicaProtocol.MailPushed(
        n,
        new Mail(new MessageId(new ClientStream(SHAO, "c"), n), FANG, text, 0, n),
        "",
        false,
        Map.of());
  }
}
