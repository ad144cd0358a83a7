package dev.parley.session;

import dev.parley.chat.model.Refusal;
import dev.parley.session.SessionMeters.Kind;
import dev.parley.session.SessionMeters.Shown;
import dev.parley.session.dialect.ClientCommand.ByPassword;
import dev.parley.session.dialect.ClientCommand.ByScram;
import dev.parley.session.dialect.ClientCommand.Login;
import dev.parley.session.dialect.ClientReply;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Counts what one client does. Times of day are in milliseconds. */
final class ClientMeters {
  /** Messages that were pushed and are not displayed: no client has as many at once. */
  static final int MAX_PUSHED = 1_024;

  private record Pushed(long n, long acceptedMs) {}

  private final SessionMeters all;
  private final Deque<Pushed> waiting = new ArrayDeque<>();
  private Kind connected = Kind.NONE;
  private boolean isConnected = true;
  private Optional<Kind> open = Optional.empty(); // of the session that is open
  private long pushed;
  private long displayed;

  ClientMeters(SessionMeters all) {
    this.all = all;
    all.onConnected(connected);
  }

  void onOpened(DialectDriver client, Login login) {
    onOpened(kind(client), shown(login));
  }

  void onOpened(Kind kind, Shown shown) {
    onEnded();
    open = Optional.of(kind);
    pushed = 0;
    displayed = 0;
    waiting.clear();
    all.onOpened(kind, shown);
  }

  /** The client has chosen the language in which it speaks. */
  void onSpoken(Kind kind) {
    if (!isConnected || kind == connected) return;
    all.onDisconnected(connected);
    connected = kind;
    all.onConnected(kind);
  }

  /** The connection is over, and so is the session. */
  void onDisconnected() {
    onEnded();
    if (isConnected) all.onDisconnected(connected);
    isConnected = false;
  }

  static Kind kind(DialectDriver client) {
    if (client.isPerson()) return Kind.TEXT;
    return client.isProgram() ? Kind.JSON : Kind.IRC;
  }

  private static Shown shown(Login login) {
    if (login.proof() instanceof ByPassword) return Shown.PASSWORD;
    return login.proof() instanceof ByScram ? Shown.PROOF : Shown.TICKET;
  }

  /** The session is over, if one was open. */
  void onEnded() {
    open.ifPresent(all::onEnded);
    open = Optional.empty();
  }

  /** {@code acceptedMs}: when its server accepted it. */
  void onPushed(long n, long acceptedMs) {
    pushed = n;
    if (waiting.size() < MAX_PUSHED) waiting.addLast(new Pushed(n, acceptedMs));
  }

  /** The client says that messages up to number {@code n} were displayed; it may say anything. */
  void onDisplayed(long n, long nowMs) {
    long real = Math.min(n, pushed);
    if (open.isEmpty() || real <= displayed) return;
    all.onDisplayed(real - displayed);
    displayed = real;
    for (var next = waiting.peekFirst(); next != null; next = waiting.peekFirst()) {
      if (next.n() > real) break;
      all.onDelivered(nowMs - next.acceptedMs());
      waiting.removeFirst();
    }
  }

  void onReply(ClientReply reply) {
    if (reply instanceof ClientReply.Refused refused) onRefused(refused.refusal());
    if (reply instanceof ClientReply.SendRefused refused) onRefused(refused.refusal());
  }

  private void onRefused(Refusal refusal) {
    all.onRefused(refusal.code());
  }

  /** The time of now, for {@link #onAccepted}. */
  long nowNanos() {
    return all.nowNanos();
  }

  void onAccepted(long sentNanos) {
    all.onAccepted(nowNanos() - sentNanos);
  }
}
