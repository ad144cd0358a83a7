package dev.parley.http;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import com.typesafe.config.ConfigFactory;
import dev.parley.session.Sessions;
import dev.parley.transport.OutboundBudget;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A WebSocket whose stream and whose sessions are probes. */
class ChatSocketTest {
  private static final Duration SOON = Duration.ofMillis(50);

  private final ActorTestKit kit = ActorTestKit.create(ConfigFactory.load());
  private final TestProbe<Sessions.Command> sessions = kit.createTestProbe();
  private final TestProbe<ChatSocket.Out> outlet = kit.createTestProbe();

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void asks_for_a_session_when_its_stream_is_open_and_not_before() {
    var socket = kit.spawn(ChatSocket.create(OutboundBudget.ofMemory(), sessions.getRef()));
    sessions.expectNoMessage();

    socket.tell(new ChatSocket.Opened(outlet.getRef()));
    sessions.expectMessageClass(Sessions.Connect.class);
  }

  @Test
  void ends_when_its_stream_is_never_opened() {
    var socket = kit.spawn(ChatSocket.create(OutboundBudget.ofMemory(), SOON, sessions.getRef()));

    sessions.expectTerminated(socket);
    sessions.expectNoMessage();
  }

  @Test
  void stays_when_its_stream_was_opened_in_time() {
    var socket = kit.spawn(ChatSocket.create(OutboundBudget.ofMemory(), SOON, sessions.getRef()));
    socket.tell(new ChatSocket.Opened(outlet.getRef()));
    var connect = sessions.expectMessageClass(Sessions.Connect.class);

    sessions.expectNoMessage(SOON.multipliedBy(4));
    connect.replyTo().tell(new Sessions.Refused("Full."));
    outlet.expectMessageClass(ChatSocket.Text.class);
  }
}
