package dev.parley.transport.clients;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.util.ByteString;
import dev.parley.session.RefusalLine;
import dev.parley.session.dialect.DialectChooser;
import dev.parley.session.dialect.DialectChooser.Choice;
import dev.parley.session.dialect.Refusals;
import dev.parley.transport.clients.ClientConnection.Command;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A connection from another machine until it is encrypted: it has no session before that. A client
 * that speaks plain text is told in its dialect what to do, and closed. How many there are at a
 * time is bounded by {@link EntranceShares}.
 */
final class EncryptedEntrance {
  /** A handshake takes three turns of the network; one that is not over by then never will be. */
  static final Duration HANDSHAKE_PATIENCE = Duration.ofSeconds(30);

  private final TimerScheduler<Command> timers;
  private final TcpWire wire;
  private final Optional<Choice> dialect;
  private final Supplier<Behavior<Command>> served;

  private EncryptedEntrance(
      TimerScheduler<Command> timers,
      TcpWire wire,
      Optional<Choice> dialect,
      Supplier<Behavior<Command>> served) {
    this.timers = timers;
    this.wire = wire;
    this.dialect = dialect;
    this.served = served;
  }

  /** {@code served} begins to serve the client, whose connection is encrypted. */
  static Behavior<Command> of(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      TcpWire wire,
      Optional<Choice> dialect,
      Supplier<Behavior<Command>> served) {
    context.watchWith(wire.socket(), ClientConnection.Lost.INSTANCE);
    timers.startSingleTimer(ClientConnection.NeverOpened.INSTANCE, HANDSHAKE_PATIENCE);
    wire.read();
    return new EncryptedEntrance(timers, wire, dialect, served).waiting();
  }

  private Behavior<Command> waiting() {
    return Behaviors.receive(Command.class)
        .onMessageEquals(ClientConnection.Encrypted.INSTANCE, this::onEncrypted)
        .onMessage(ClientConnection.PlainRefused.class, this::onPlain)
        .onMessageEquals(ClientConnection.Handled.INSTANCE, Behaviors::same)
        .onAnyMessage(ended -> Behaviors.stopped())
        .build();
  }

  private Behavior<Command> onEncrypted() {
    timers.cancel(ClientConnection.NeverOpened.INSTANCE);
    return served.get();
  }

  private Behavior<Command> onPlain(ClientConnection.PlainRefused plain) {
    var spoken = dialect.orElse(DialectChooser.byFirstByte(plain.first()));
    var line = RefusalLine.of(spoken, Refusals.tlsRequired());
    wire.write(List.of(ByteString.fromString(line, StandardCharsets.UTF_8)));
    timers.startSingleTimer(ClientConnection.NeverOpened.INSTANCE, ClientConnection.LINGER);
    return Behaviors.receive(Command.class)
        .onMessageEquals(ClientConnection.Written.INSTANCE, this::onRefused)
        .onMessageEquals(ClientConnection.Lost.INSTANCE, Behaviors::stopped)
        .onMessageEquals(ClientConnection.NeverOpened.INSTANCE, Behaviors::stopped)
        .onMessageEquals(ClientConnection.CrowdedOut.INSTANCE, Behaviors::stopped)
        .onMessage(ClientConnection.Arrived.class, ignored -> readOn())
        .onAnyMessage(handled -> Behaviors.same())
        .build();
  }

  /** Unread input would make the closing a reset, which may overtake the sentence. */
  private Behavior<Command> onRefused() {
    wire.finish();
    return readOn();
  }

  private Behavior<Command> readOn() {
    wire.read();
    return Behaviors.same();
  }
}
