package dev.parley.transport.clients;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.util.ByteString;
import dev.parley.chat.model.Refusal;
import dev.parley.session.RefusalLine;
import dev.parley.session.dialect.DialectChooser;
import dev.parley.session.dialect.DialectChooser.Choice;
import dev.parley.transport.clients.ClientConnection.Command;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The end of a connection that gets no session: the client is told why, and closed. */
final class LastSentence {
  private final TcpWire wire;

  private LastSentence(TcpWire wire) {
    this.wire = wire;
  }

  /** In {@code dialect}, or the one that the client's {@code first} byte chooses. */
  static Behavior<Command> of(
      TimerScheduler<Command> timers,
      TcpWire wire,
      Optional<Choice> dialect,
      byte first,
      Refusal refusal) {
    var line = RefusalLine.of(dialect.orElse(DialectChooser.byFirstByte(first)), refusal);
    wire.write(List.of(ByteString.fromString(line, StandardCharsets.UTF_8)));
    timers.startSingleTimer(ClientConnection.NeverOpened.INSTANCE, ClientConnection.LINGER);
    return new LastSentence(wire).closing();
  }

  private Behavior<Command> closing() {
    return Behaviors.receive(Command.class)
        .onMessageEquals(ClientConnection.Written.INSTANCE, this::onWritten)
        .onMessageEquals(ClientConnection.Lost.INSTANCE, Behaviors::stopped)
        .onMessageEquals(ClientConnection.NeverOpened.INSTANCE, Behaviors::stopped)
        .onMessageEquals(ClientConnection.CrowdedOut.INSTANCE, Behaviors::stopped)
        .onMessage(ClientConnection.Arrived.class, ignored -> readOn())
        .onAnyMessage(handled -> Behaviors.same())
        .build();
  }

  /** Unread input would make the closing a reset, which may overtake the sentence. */
  private Behavior<Command> onWritten() {
    wire.finish();
    return readOn();
  }

  private Behavior<Command> readOn() {
    wire.read();
    return Behaviors.same();
  }
}
