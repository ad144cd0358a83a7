package dev.parley.http;

import akka.actor.typed.ActorRef;
import dev.parley.http.WebSocketConnection.Next;
import dev.parley.session.Session;
import java.util.Optional;

/**
 * The incoming half of a WebSocket: a line for each that the session asks for; the stream waits
 * meanwhile, and with it the browser.
 */
final class IncomingLines {
  private Optional<ActorRef<Next>> asker = Optional.empty();
  private Optional<Session.Command> arrived = Optional.empty(); // and not asked for yet
  private boolean isLineWanted;
  private boolean isOver;

  /** {@code from} waits to be told that a line may come. */
  void onAsked(ActorRef<Next> from) {
    asker = Optional.of(from);
  }

  void onArrived(Session.Command line) {
    arrived = Optional.of(line);
  }

  /** The browser says nothing more. */
  void onOver() {
    isOver = true;
  }

  boolean isOver() {
    return isOver;
  }

  void onLineWanted() {
    isLineWanted = true;
  }

  /** What the session asked for, if it has come. */
  Optional<Session.Command> take() {
    if (!isLineWanted) return Optional.empty();
    Optional<Session.Command> taken =
        arrived.isEmpty() && isOver ? Optional.of(Session.InputEnded.INSTANCE) : arrived;
    if (taken.isEmpty()) return Optional.empty();
    isLineWanted = false;
    if (arrived.isPresent()) readOn();
    arrived = Optional.empty();
    return taken;
  }

  /** Lets the next line come. */
  void readOn() {
    asker.ifPresent(from -> from.tell(Next.INSTANCE));
    asker = Optional.empty();
  }
}
