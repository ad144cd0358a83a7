package dev.parley.transport.clients;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.parley.session.dialect.DialectChooser.Choice;
import dev.parley.session.dialect.Refusals;
import dev.parley.transport.clients.ClientConnection.Command;
import java.time.Duration;
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
    return LastSentence.of(timers, wire, dialect, plain.first(), Refusals.tlsRequired());
  }
}
