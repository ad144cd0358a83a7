package dev.parley.http;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Behaviors;
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
import dev.parley.replica.ReplicaProtocol.NodeStatus;
import dev.parley.session.DefaultSettings;
import dev.parley.session.SessionSettings;
import dev.parley.session.Sessions;
import dev.parley.store.StoreCopier;
import dev.parley.testing.FreePort;
import dev.parley.transport.clients.ClientConnection;
import dev.parley.transport.clients.ClientMemory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;

/** The page's server on a free port of the loopback interface, whose replica is the test. */
final class HttpFixture implements AutoCloseable {
  /** What asks for a WebSocket. */
  static final String UPGRADE =
      String.join(
          "\r\n",
          "GET /chat HTTP/1.1",
          "Host: 127.0.0.1",
          "Upgrade: websocket",
          "Connection: Upgrade",
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
          "Sec-WebSocket-Version: 13",
          "",
          "");

  /** An address of this machine that is a listed proxy. */
  static final String PROXY = "127.0.0.9";

  private static final Endpoint SERVER = Endpoint.parse("127.0.0.1:1111");
  private static final UserName FANG = UserName.of("fang");
  private static final long CLAIM = 17;
  private static final UserName SHAO = UserName.of("shao");
  private static final ScramVerifier VERIFIER =
      Scram.derive("correct horse", new byte[Scram.SALT_BYTES], 1);
  private static final NodeStatus STATUS =
      new NodeStatus(
          "n",
          NodeState.MEMBER,
          Optional.of(SERVER),
          Optional.empty(),
          Optional.empty(),
          1,
          List.of(),
          AccountsStatus.NONE);
  private static final HttpSettings.Access ACCESS =
      new HttpSettings.Access(
          List.of("node.example"),
          List.of("chat.example"),
          List.of("https://else.example"),
          false,
          20_000,
          TrustedProxies.of(List.of(PROXY)),
          false,
          true);

  /** A greeting would come between the lines of a test on a busy machine. */
  private static final Duration NEVER = Duration.ofMinutes(10);

  private static final Duration A_WHILE = Duration.ofMillis(200);
  private static final int PATIENCE_MS = 10_000;

  final ActorTestKit kit;
  final TestProbe<ReplicaProtocol.Command> replica;
  final int port;

  /** Whether the replica tells its status by itself; otherwise it is too busy. */
  volatile boolean tellsStatus;

  HttpFixture(int maxConnections, Duration stall) throws IOException {
    this(maxConnections, stall, Duration.ofSeconds(3), Optional.empty());
  }

  /** {@code idle}: the engine ends a connection on which nothing passes for so long. */
  HttpFixture(int maxConnections, Duration stall, Duration idle, Optional<Supplier<SSLEngine>> tls)
      throws IOException {
    kit =
        ActorTestKit.create(
            ConfigFactory.parseString("akka.http.server.idle-timeout = " + idle.toSeconds() + " s")
                .withFallback(ConfigFactory.load()));
    replica = kit.createTestProbe(ReplicaProtocol.Command.class);
    port = FreePort.ofTcp();
    var settings =
        new SessionSettings(
            SERVER, port, maxConnections, 1, NEVER, A_WHILE, DefaultSettings.PATIENCE);
    var sessions = kit.spawn(Sessions.create(settings, replica.getRef()));
    var opening = kit.createTestProbe(HttpServer.PageOpening.class);
    kit.spawn(
        HttpServer.create(
            new HttpSettings(
                "127.0.0.1",
                port,
                "test",
                "token",
                1,
                () -> SealReport.OFF,
                tls,
                StoreCopier.none(),
                ACCESS),
            replicaForPage(),
            sessions,
            new ClientConnection.Limits(
                ClientMemory.ofHeap(), stall, ClientConnection.OPENING_PATIENCE),
            opening.getRef()));
    opening.expectMessageClass(HttpServer.PageOpening.class, Duration.ofSeconds(10));
  }

  /** The server looks after the cluster's servers by itself: the test is not asked for these. */
  private ActorRef<ReplicaProtocol.Command> replicaForPage() {
    return kit.spawn(
        Behaviors.receiveMessage(
            command -> {
              if (!(command instanceof ReplicaProtocol.AskStatus ask)) replica.ref().tell(command);
              else if (tellsStatus) ask.replyTo().tell(STATUS);
              return Behaviors.same();
            }));
  }

  Socket connect() throws IOException {
    return connect("127.0.0.1");
  }

  /** From this address of this machine. */
  Socket connect(String from) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port, InetAddress.getByName(from), 0);
    socket.setSoTimeout(PATIENCE_MS);
    return socket;
  }

  /** Everything that comes back for {@code lines} as the whole of a connection's input. */
  String raw(String... lines) throws IOException {
    return rawFrom("127.0.0.1", lines);
  }

  String rawFrom(String from, String... lines) throws IOException {
    try (var socket = connect(from)) {
      var request = String.join("\r\n", lines) + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** A WebSocket: what comes before its server has agreed to be one is not for it. */
  Socket upgraded() throws IOException {
    var socket = connect();
    socket.getOutputStream().write(UPGRADE.getBytes(StandardCharsets.US_ASCII));
    var answer = new StringBuilder();
    while (answer.indexOf("\r\n\r\n") < 0) answer.append((char) socket.getInputStream().read());
    if (!answer.toString().startsWith("HTTP/1.1 101")) throw new AssertionError(answer);
    return socket;
  }

  /**
   * Lets the next one in who logs in as fang with 'correct horse'; gives the way to its session.
   */
  ActorRef<ReplicaProtocol.Event> letFangIn() {
    findFang();
    var session = replica.expectMessageClass(ReplicaProtocol.OpenSession.class).session();
    session.tell(new ReplicaProtocol.Opened(FANG, STATUS, 0, 0, 1, false));
    return session;
  }

  /** Tells the next one who asks who fang is. */
  void findFang() {
    replica
        .expectMessageClass(ReplicaProtocol.AskLeader.class)
        .replyTo()
        .tell(new LeaderMessage.Found(FANG, VERIFIER, SERVER, CLAIM));
  }

  /** As the {@code n}th message of the session. */
  static ReplicaProtocol.MailPushed mail(long n, String text) {
    var mail = new Mail(new MessageId(new ClientStream(SHAO, "c"), n), FANG, text, 0, n);
    return new ReplicaProtocol.MailPushed(n, mail, "", true, Map.of());
  }

  @Override
  public void close() {
    kit.shutdownTestKit();
  }
}
