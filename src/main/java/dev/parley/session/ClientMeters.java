package dev.parley.session;

import dev.parley.chat.model.Refusal;
import dev.parley.session.SessionMeters.Kind;
import dev.parley.session.SessionMeters.Shown;
import dev.parley.session.dialect.ClientCommand.ByPassword;
import dev.parley.session.dialect.ClientCommand.ByScram;
import dev.parley.session.dialect.ClientCommand.Login;
import dev.parley.session.dialect.ClientReply;
import java.util.Optional;

/** Counts what one client does. */
final class ClientMeters {
  private final SessionMeters all;
  private Optional<Kind> open = Optional.empty(); // of the session that is open
  private long pushed;
  private long displayed;

  ClientMeters(SessionMeters all) {
    this.all = all;
  }

  void onOpened(DialectDriver client, Login login) {
    onOpened(kind(client), shown(login));
  }

  void onOpened(Kind kind, Shown shown) {
    onEnded();
    open = Optional.of(kind);
    pushed = 0;
    displayed = 0;
    all.onOpened(kind, shown);
  }

  private static Kind kind(DialectDriver client) {
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

  void onPushed(long n) {
    pushed = n;
  }

  /** The client says that messages up to number {@code n} were displayed; it may say anything. */
  void onDisplayed(long n) {
    long real = Math.min(n, pushed);
    if (open.isEmpty() || real <= displayed) return;
    all.onDisplayed(real - displayed);
    displayed = real;
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
