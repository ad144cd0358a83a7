package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.stream.javadsl.SinkQueueWithCancel;
import com.typesafe.config.ConfigFactory;
import dev.parley.session.ConnectionCommand;
import dev.parley.session.Session;
import dev.parley.session.Sessions;
import dev.parley.session.dialect.DialectChooser.Choice;
import dev.parley.session.limits.ClientAddress;
import dev.parley.transport.clients.ClientConnection;
import dev.parley.transport.clients.ClientMemory;
import dev.parley.transport.clients.Line;
import dev.parley.transport.clients.OutboundShare;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The connection of a WebSocket whose stream and whose sessions are probes. */
class WebSocketWireTest {
  private static final Duration NEVER = Duration.ofMinutes(10);
  private static final Duration SOON = Duration.ofMillis(50);

  private final ActorTestKit kit = ActorTestKit.create(ConfigFactory.load());
  private final TestProbe<Sessions.Command> sessions = kit.createTestProbe();
  private final TestProbe<WebSocketWire.Out> outlet = kit.createTestProbe();

  private final SilentInput input = new SilentInput();

  /** Nothing comes but what a test says. */
  private static final class SilentInput implements SinkQueueWithCancel<Line> {
    private volatile boolean isCancelled;

    @Override
    public CompletionStage<Optional<Line>> pull() {
      return new CompletableFuture<>();
    }

    @Override
    public void cancel() {
      isCancelled = true;
    }
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void asks_for_a_session_when_its_stream_is_open_and_not_before() {
    var socket = kit.spawn(opening(limits(NEVER, NEVER)));
    sessions.expectNoMessage();

    openStream(socket);
    sessions.expectMessageClass(Sessions.Connect.class);
  }

  @Test
  void ends_when_its_stream_is_never_opened() {
    var socket = kit.spawn(opening(limits(NEVER, SOON)));

    sessions.expectTerminated(socket);
    sessions.expectNoMessage();
  }

  @Test
  void says_when_the_browser_takes_nothing_while_something_waits_for_it() {
    var session = kit.createTestProbe(Session.Command.class);
    var link = open(limits(SOON, NEVER), session).getKey();
    link.tell(write("a\n", 0));
    outlet.expectMessage(new WebSocketWire.Texts(List.of("a")));

    session.expectMessage(Session.Overflowed.INSTANCE);
  }

  @Test
  void leaves_a_browser_alone_that_has_taken_everything() {
    var session = kit.createTestProbe(Session.Command.class);
    var opened = open(limits(SOON, NEVER), session);
    opened.getKey().tell(write("a\n", 7));
    outlet.expectMessage(new WebSocketWire.Texts(List.of("a")));
    opened.getValue().tell(ClientConnection.Written.INSTANCE);

    session.expectMessage(new Session.Taken(7));
    session.expectNoMessage(SOON.multipliedBy(4));
  }

  @Test
  void takes_no_line_from_a_browser_that_leaves_much_unread_until_it_reads() {
    var session = kit.createTestProbe(Session.Command.class);
    var opened = open(limits(NEVER, NEVER), session);
    var half = "x".repeat((int) OutboundShare.PAUSE_BYTES / 4);
    for (int i = 0; i < 2; i++) opened.getKey().tell(write(half, 0));
    session.expectMessage(Session.InputPaused.INSTANCE);
    opened.getValue().tell(new ClientConnection.Arrived<>(new Line.Text("{}")));
    opened.getKey().tell(new ConnectionCommand.Turn(List.of(ConnectionCommand.NextLine.INSTANCE)));
    session.expectNoMessage();

    opened.getValue().tell(ClientConnection.Written.INSTANCE);
    session.expectMessage(Session.InputResumed.INSTANCE);
    session.expectMessage(new Session.LinesReceived(List.of(new Session.LineReceived("{}"))));
  }

  /** The way to an open socket for its session, which is a probe, and for its stream. */
  private Map.Entry<ActorRef<ConnectionCommand.Turn>, ActorRef<ClientConnection.Command>> open(
      ClientConnection.Limits limits, TestProbe<Session.Command> session) {
    var socket = kit.spawn(opening(limits));
    openStream(socket);
    var connect = sessions.expectMessageClass(Sessions.Connect.class);
    connect.replyTo().tell(new Sessions.Connected(session.getRef()));
    session.expectMessage(new Session.FirstByte(Choice.JSON));
    return Map.entry(connect.link(), socket);
  }

  private static ClientConnection.Limits limits(Duration stall, Duration opening) {
    return new ClientConnection.Limits(ClientMemory.ofHeap(), stall, opening);
  }

  private Behavior<ClientConnection.Command> opening(ClientConnection.Limits limits) {
    return ClientConnection.opening(
        new WebSocketCodec(), ClientAddress.UNKNOWN, limits, sessions.getRef());
  }

  private void openStream(ActorRef<ClientConnection.Command> socket) {
    var wire = new WebSocketWire(input, outlet.getRef(), socket);
    socket.tell(new ClientConnection.Opened<>(wire));
  }

  private static ConnectionCommand.Turn write(String text, long mark) {
    return new ConnectionCommand.Turn(List.of(new ConnectionCommand.Write(text, mark)));
  }

  @Test
  void ends_its_stream_both_ways_when_it_ends_however_that_is() {
    var socket = kit.spawn(opening(limits(NEVER, NEVER)));
    openStream(socket);
    sessions.expectMessageClass(Sessions.Connect.class);

    kit.stop(socket);
    outlet.expectMessage(WebSocketWire.Finished.INSTANCE);
    assertThat(input.isCancelled).isTrue();
  }

  @Test
  void writes_what_a_session_says_in_one_turn_at_once() {
    var opened = open(limits(NEVER, NEVER), kit.createTestProbe(Session.Command.class));
    opened
        .getKey()
        .tell(
            new ConnectionCommand.Turn(
                List.of(
                    new ConnectionCommand.Write("a\n", 0), new ConnectionCommand.Write("b\n", 0))));

    outlet.expectMessage(new WebSocketWire.Texts(List.of("a", "b")));
  }

  @Test
  void stays_when_its_stream_was_opened_in_time() {
    var socket = kit.spawn(opening(limits(NEVER, SOON)));
    openStream(socket);
    var connect = sessions.expectMessageClass(Sessions.Connect.class);

    sessions.expectNoMessage(SOON.multipliedBy(4));
    connect.replyTo().tell(new Sessions.Refused("Full."));
    outlet.expectMessageClass(WebSocketWire.Texts.class);
  }
}
