package dev.parley.transport.clients;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import com.typesafe.config.ConfigFactory;
import dev.parley.chat.accounts.LeaderMessage;
import dev.parley.chat.accounts.Scram;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.UserName;
import dev.parley.config.TrustedProxies;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.NodeState;
import dev.parley.replica.ReplicaProtocol;
import dev.parley.replica.ReplicaProtocol.AccountsStatus;
import dev.parley.replica.ReplicaProtocol.MemberStatus;
import dev.parley.replica.ReplicaProtocol.NodeStatus;
import dev.parley.session.DefaultSettings;
import dev.parley.session.SessionSettings;
import dev.parley.session.Sessions;
import dev.parley.tls.ClusterAuthority;
import dev.parley.tls.NodeTls;
import dev.parley.tls.TestCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A server on a free port of the loopback interface, whose replica is the test. */
final class ServerFixture implements AutoCloseable {
  static final UserName FANG = UserName.of("fang");
  static final UserName SHAO = UserName.of("shao");
  static final String PASSWORD = "correct horse";

  /** An address of this machine that is a listed proxy. */
  static final String PROXY = "127.0.0.9";

  static final int HTTP_PORT = 21_111;
  static final Endpoint SERVER = Endpoint.parse("127.0.0.1:1111");
  static final NodeStatus STATUS =
      new NodeStatus(
          "n-1111",
          NodeState.MEMBER,
          Optional.of(SERVER),
          Optional.of("n-1111.1"),
          Optional.of(SERVER),
          1,
          List.of(
              new MemberStatus("n-1111", 1, SERVER, Endpoint.parse("127.0.0.1:11111"), 0, false)),
          AccountsStatus.NONE);

  static final ClusterAuthority FORMER = TestCertificates.authority();

  /** It took the place of the former one. */
  static final ClusterAuthority AUTHORITY =
      FORMER.renewed(TestCertificates.NOW, TestCertificates.RANDOM);

  static final NodeTls NODE = TestCertificates.node(AUTHORITY, "n", "127.0.0.1");

  private static final int ITERATIONS = 4_096;
  private static final ScramVerifier VERIFIER = Scram.derive(PASSWORD, new byte[16], ITERATIONS);

  /** Above what one connection may have waiting. */
  static final ClientMemory MEMORY =
      new ClientMemory(new OutboundBudget(256 << 20), new InboundBudget(256 << 20));

  final ActorTestKit kit = ActorTestKit.create(ConfigFactory.load());
  final TestProbe<ReplicaProtocol.Command> replica =
      kit.createTestProbe(ReplicaProtocol.Command.class);
  final ActorRef<TcpServer.Command> server;
  final int port;
  private final List<LoopbackClient> clients = new ArrayList<>();

  /** A person is greeted; a program on a busy machine has said something before. */
  ServerFixture() {
    this(Duration.ofSeconds(2), DefaultSettings.MAX_CONNECTIONS);
  }

  ServerFixture(Duration greetAfter, int maxConnections) {
    this(greetAfter, maxConnections, StallDetector.PATIENCE);
  }

  ServerFixture(Duration greetAfter, int maxConnections, Duration stall) {
    this(
        greetAfter,
        maxConnections,
        stall,
        new ClientTls(Optional.of(NODE::serveClient), false, TrustedProxies.of(List.of(PROXY))));
  }

  /** Behind a proxy that is not listed, which has the encryption. */
  static ServerFixture behindProxy() {
    return new ServerFixture(
        Duration.ofMillis(200),
        DefaultSettings.MAX_CONNECTIONS,
        StallDetector.PATIENCE,
        new ClientTls(Optional.of(NODE::serveClient), true, TrustedProxies.NONE));
  }

  private ServerFixture(
      Duration greetAfter, int maxConnections, Duration stall, ClientTls encryption) {
    var settings =
        new SessionSettings(
            SERVER,
            HTTP_PORT,
            maxConnections,
            ITERATIONS,
            greetAfter,
            Duration.ofMillis(300),
            DefaultSettings.PATIENCE);
    var sessions = kit.spawn(Sessions.create(settings, replica.getRef()));
    var outcome = kit.createTestProbe(TcpServer.Outcome.class);
    server =
        kit.spawn(
            TcpServer.create(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Optional.empty(),
                new ClientConnection.Limits(MEMORY, stall, ClientConnection.OPENING_PATIENCE),
                encryption,
                sessions,
                outcome.getRef()));
    port = outcome.expectMessageClass(TcpServer.Bound.class).address().getPort();
  }

  LoopbackClient connect() throws IOException {
    var client = new LoopbackClient(port);
    clients.add(client);
    return client;
  }

  /** A connection of the listed proxy. */
  LoopbackClient connectByProxy() throws IOException {
    var client = LoopbackClient.from(PROXY, port);
    clients.add(client);
    return client;
  }

  LoopbackClient connectEncrypted() throws IOException {
    var client = LoopbackClient.encrypted(port, TestCertificates.stranger().getSocketFactory());
    clients.add(client);
    return client;
  }

  /** The next command of the replica, which must be of this class. */
  <T extends ReplicaProtocol.Command> T expect(Class<T> type) {
    return replica.expectMessageClass(type);
  }

  /** Answers a search for fang's account. */
  void findFang() {
    expect(ReplicaProtocol.AskLeader.class)
        .replyTo()
        .tell(new LeaderMessage.Found(FANG, VERIFIER, SERVER, 17));
  }

  void findNobody() {
    var nobody =
        dev.parley.chat.model.Refusal.of(
            dev.parley.chat.model.Refusal.Code.NO_SUCH_USER, "There is nobody of that name.");
    expect(ReplicaProtocol.AskLeader.class).replyTo().tell(new LeaderMessage.Denied(nobody));
  }

  /** Lets fang in, whose password was right, and returns the way to its session. */
  ActorRef<ReplicaProtocol.Event> open(int unread) {
    var open = expect(ReplicaProtocol.OpenSession.class);
    open.session().tell(new ReplicaProtocol.Opened(FANG, STATUS, unread, 0, 1, false));
    return open.session();
  }

  /** A program that has logged in as fang. */
  LoopbackClient jsonClient() throws IOException {
    var client =
        connect().json("{'op':'login','id':'in','name':'fang','password':'" + PASSWORD + "'}");
    findFang();
    return client;
  }

  @Override
  public void close() throws IOException {
    for (var client : clients) client.close();
    kit.shutdownTestKit();
  }

  /** From shao, as the {@code n}th message of the session. */
  static ReplicaProtocol.MailPushed mail(long n, String text) {
    var mail = new Mail(new MessageId(new ClientStream(SHAO, "c"), n), FANG, text, 0, n);
    return new ReplicaProtocol.MailPushed(n, mail, "", true, Map.of());
  }
}
