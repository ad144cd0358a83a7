package dev.parley.transport.clients;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.javadsl.Behaviors;
import akka.io.Tcp;
import akka.util.ByteString;
import dev.parley.config.TrustedProxies;
import dev.parley.transport.clients.ClientConnection.Command;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An encrypted connection whose socket is a probe. */
class TcpWireTest {
  private static final Duration SOON = Duration.ofMillis(100);

  private final ActorTestKit kit = ActorTestKit.create();
  private final ProbeSocket socket = new ProbeSocket(kit);
  private final TestProbe<Command> told = kit.createTestProbe(Command.class);
  private final TestProbe<TcpWire> made = kit.createTestProbe(TcpWire.class);
  private TcpWire wire;
  private Tcp.Write tickets; // not acknowledged yet

  @BeforeEach
  void connect() throws SSLException {
    kit.spawn(
        Behaviors.<Command>setup(
            context -> {
              made.getRef()
                  .tell(
                      new TcpWire(
                          context,
                          socket.ref(),
                          new ClientTls(
                              Optional.of(ServerFixture.NODE::serveClient),
                              false,
                              TrustedProxies.NONE),
                          false));
              return Behaviors.receiveMessage(
                  message -> {
                    told.getRef().tell(message);
                    return Behaviors.same();
                  });
            }));
    wire = made.receiveMessage();
    socket.expectRegistered();
    wire.read();
    socket.beginHandshake();
    socket.arrive();
    expect(ClientConnection.Encrypted.INSTANCE);
    tickets = socket.expectWritten();
    wire.read();
    socket.expectReading();
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  /** Then the actor of the wire does nothing, so that the test may use the wire. */
  private void expect(Command message) {
    var next = told.receiveMessage();
    while (next == ClientConnection.Handled.INSTANCE && next != message)
      next = told.receiveMessage();
    assertThat(next).isEqualTo(message);
  }

  /** Asks the node for an answer, without a word for the session. */
  private void askForNewKeys() throws SSLException {
    socket.client.begin();
    socket.arrive();
    expect(ClientConnection.Handled.INSTANCE);
  }

  @Test
  void reads_no_more_while_answers_of_the_channel_wait_for_a_write_that_is_not_taken()
      throws Exception {
    askForNewKeys();
    socket.probe.expectNoMessage(SOON);

    socket.acknowledge(tickets);
    var answer = socket.expectWritten();
    socket.expectReading();
    socket.acknowledge(answer);
    socket.probe.expectNoMessage(SOON);
  }

  @Test
  void reads_no_more_for_the_session_either_while_such_answers_wait() throws Exception {
    socket.client.begin();
    socket.client.send(ByteString.fromString("x"));
    socket.arrive();
    told.expectMessageClass(ClientConnection.Arrived.class);
    wire.read();
    socket.probe.expectNoMessage(SOON);

    socket.acknowledge(tickets);
    socket.expectWritten();
    socket.expectReading();
  }

  @Test
  void reads_on_while_a_write_is_not_taken_if_nothing_waits_behind_it() {
    socket.client.send(ByteString.fromString("x"));
    socket.arrive();
    told.expectMessageClass(ClientConnection.Arrived.class);

    wire.read();
    socket.expectReading();
  }

  @Test
  void reads_up_to_the_end_of_the_socket_when_both_sides_have_said_farewell() {
    socket.acknowledge(tickets);
    socket.client.close();
    socket.arrive();
    expect(ClientConnection.InputEnded.INSTANCE);

    wire.finish();
    var farewell = socket.expectWritten();
    assertThat(socket.client.isInputOver()).isTrue();
    socket.expectReading();
    socket.acknowledge(farewell);
    socket.probe.expectMessage(Tcp.ConfirmedClose$.MODULE$);
    socket.arrive(ByteString.fromString("ignored"));
    socket.expectReading();
  }

  @Test
  void reads_up_to_the_end_of_the_socket_when_the_client_says_farewell_last() {
    socket.acknowledge(tickets);
    expect(ClientConnection.Handled.INSTANCE);
    wire.finish();
    socket.acknowledge(socket.expectWritten());
    socket.probe.expectMessage(Tcp.ConfirmedClose$.MODULE$);

    socket.client.close();
    socket.arrive();
    socket.expectReading();
  }
}
