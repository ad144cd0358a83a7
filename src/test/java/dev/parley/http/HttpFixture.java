package dev.parley.http;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import com.typesafe.config.ConfigFactory;
import dev.parley.node.ChatService;
import dev.parley.session.SessionSettings;
import dev.parley.session.Sessions;
import dev.parley.transport.OutboundBudget;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;

/** The page's server on a free port of the loopback interface, whose replica is the test. */
final class HttpFixture implements AutoCloseable {
  /** What asks for a WebSocket. */
  static final String UPGRADE =
      String.join(
          "\r\n",
          "GET /chat HTTP/1.1",
          "Host: x",
          "Upgrade: websocket",
          "Connection: Upgrade",
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
          "Sec-WebSocket-Version: 13",
          "",
          "");

  private static final Duration A_WHILE = Duration.ofMillis(200);
  private static final int PATIENCE_MS = 10_000;

  final ActorTestKit kit = ActorTestKit.create(ConfigFactory.load());
  final TestProbe<ChatService.Command> replica = kit.createTestProbe(ChatService.Command.class);
  final int port;

  HttpFixture(int maxConnections) throws IOException {
    port = freePort();
    var settings = new SessionSettings("127.0.0.1:1111", port, maxConnections, 1, A_WHILE, A_WHILE);
    var sessions = kit.spawn(Sessions.create(settings, replica.getRef()));
    var opening = kit.createTestProbe(HttpServer.PageOpening.class);
    kit.spawn(
        HttpServer.create(
            new HttpSettings("127.0.0.1", port, "test", "token", 1),
            replica.getRef(),
            sessions,
            OutboundBudget.ofMemory(),
            opening.getRef()));
    opening.expectMessageClass(HttpServer.PageOpening.class, Duration.ofSeconds(10));
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  Socket connect() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MS);
    return socket;
  }

  @Override
  public void close() {
    kit.shutdownTestKit();
  }
}
