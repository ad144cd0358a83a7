package dev.parley.http;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import com.typesafe.config.ConfigFactory;
import dev.parley.session.ConnectionCommand;
import dev.parley.session.Session;
import dev.parley.session.Sessions;
import dev.parley.session.dialect.DialectChooser.Choice;
import dev.parley.transport.clients.Line;
import dev.parley.transport.clients.OutboundBudget;
import dev.parley.transport.clients.OutboundShare;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A WebSocket whose stream and whose sessions are probes. */
class WebSocketConnectionTest {
  private static final Duration NEVER = Duration.ofMinutes(10);
  private static final Duration SOON = Duration.ofMillis(50);

  private final ActorTestKit kit = ActorTestKit.create(ConfigFactory.load());
  private final TestProbe<Sessions.Command> sessions = kit.createTestProbe();
  private final TestProbe<WebSocketConnection.Out> outlet = kit.createTestProbe();

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void asks_for_a_session_when_its_stream_is_open_and_not_before() {
    var socket = kit.spawn(WebSocketConnection.create(limits(NEVER, NEVER), sessions.getRef()));
    sessions.expectNoMessage();

    socket.tell(new WebSocketConnection.Opened(outlet.getRef()));
    sessions.expectMessageClass(Sessions.Connect.class);
  }

  @Test
  void ends_when_its_stream_is_never_opened() {
    var socket = kit.spawn(WebSocketConnection.create(limits(NEVER, SOON), sessions.getRef()));

    sessions.expectTerminated(socket);
    sessions.expectNoMessage();
  }

  @Test
  void says_when_the_browser_takes_nothing_while_something_waits_for_it() {
    var session = kit.createTestProbe(Session.Command.class);
    var link = open(limits(SOON, NEVER), session).getKey();
    link.tell(new ConnectionCommand.Write("a\n", 0));
    outlet.expectMessage(new WebSocketConnection.Text("a"));

    session.expectMessage(Session.Overflowed.INSTANCE);
  }

  @Test
  void leaves_a_browser_alone_that_has_taken_everything() {
    var session = kit.createTestProbe(Session.Command.class);
    var opened = open(limits(SOON, NEVER), session);
    opened.getKey().tell(new ConnectionCommand.Write("a\n", 7));
    outlet.expectMessage(new WebSocketConnection.Text("a"));
    opened.getValue().tell(WebSocketConnection.Taken.INSTANCE);

    session.expectMessage(new Session.Taken(7));
    session.expectNoMessage(SOON.multipliedBy(4));
  }

  @Test
  void takes_no_line_from_a_browser_that_leaves_much_unread_until_it_reads() {
    var session = kit.createTestProbe(Session.Command.class);
    var opened = open(limits(NEVER, NEVER), session);
    var half = "x".repeat((int) OutboundShare.PAUSE_BYTES / 4);
    for (int i = 0; i < 3; i++) opened.getKey().tell(new ConnectionCommand.Write(half, 0));
    var asker = kit.createTestProbe(WebSocketConnection.Next.class);
    opened.getValue().tell(new WebSocketConnection.Arrived(asker.getRef(), new Line.Text("{}")));
    opened.getKey().tell(ConnectionCommand.NextLine.INSTANCE);
    session.expectNoMessage();

    opened.getValue().tell(WebSocketConnection.Taken.INSTANCE);
    session.expectMessage(new Session.LineReceived("{}"));
  }

  /** The way to an open socket for its session, which is a probe, and for its stream. */
  private Map.Entry<ActorRef<ConnectionCommand>, ActorRef<WebSocketConnection.Command>> open(
      WebSocketConnection.Limits limits, TestProbe<Session.Command> session) {
    var socket = kit.spawn(WebSocketConnection.create(limits, sessions.getRef()));
    socket.tell(new WebSocketConnection.Opened(outlet.getRef()));
    var connect = sessions.expectMessageClass(Sessions.Connect.class);
    connect.replyTo().tell(new Sessions.Connected(session.getRef()));
    session.expectMessage(new Session.FirstByte(Choice.JSON));
    return Map.entry(connect.link(), socket);
  }

  private static WebSocketConnection.Limits limits(Duration stall, Duration opening) {
    return new WebSocketConnection.Limits(OutboundBudget.ofMemory(), stall, opening);
  }

  @Test
  void stays_when_its_stream_was_opened_in_time() {
    var socket = kit.spawn(WebSocketConnection.create(limits(NEVER, SOON), sessions.getRef()));
    socket.tell(new WebSocketConnection.Opened(outlet.getRef()));
    var connect = sessions.expectMessageClass(Sessions.Connect.class);

    sessions.expectNoMessage(SOON.multipliedBy(4));
    connect.replyTo().tell(new Sessions.Refused("Full."));
    outlet.expectMessageClass(WebSocketConnection.Text.class);
  }
}
