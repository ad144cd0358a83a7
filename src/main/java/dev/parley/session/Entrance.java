package dev.parley.session;

import static dev.parley.time.MonotonicClock.nowMs;

import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.parley.chat.model.UserName;
import dev.parley.replica.ClosingCode;
import dev.parley.replica.ReplicaProtocol.Closing;
import dev.parley.session.limits.LoginPatience;
import java.time.Duration;
import java.util.Optional;

/**
 * The way in for one client: closes a connection that is silent for too long before its login, and
 * reports logins to those that count them.
 */
final class Entrance {
  private final ActorContext<Session.Command> session;
  private final TimerScheduler<Session.Command> timers;
  private final SessionSettings.Throttles throttles;
  private final Session.Origin origin;
  private final DialectDriver client;
  private final LoginPatience patience;

  Entrance(
      ActorContext<Session.Command> session,
      TimerScheduler<Session.Command> timers,
      SessionSettings.Throttles throttles,
      Session.Origin origin,
      DialectDriver client) {
    this.session = session;
    this.timers = timers;
    this.throttles = throttles;
    this.origin = origin;
    this.client = client;
    long nowMs = nowMs();
    patience =
        new LoginPatience(
            throttles.firstLine().toMillis(), throttles.betweenLines().toMillis(), nowMs);
    lookInTime(nowMs);
  }

  void onLine() {
    patience.onLine(nowMs());
  }

  void onLoggedIn(UserName name) {
    patience.onLoggedIn();
    timers.cancel(Session.LoginLook.INSTANCE);
    client.admit(true);
    session.getLog().info("logged in: {} from {}", name, origin.address().host());
    tell(true);
  }

  void onLoggedOut() {
    long nowMs = nowMs();
    patience.onLoggedOut(nowMs);
    client.admit(false);
    tell(false);
    lookInTime(nowMs);
  }

  private void tell(boolean isLoggedIn) {
    origin
        .sessions()
        .tell(new Sessions.LoginChanged(session.getSelf(), origin.address(), isLoggedIn));
  }

  void onLook() {
    long nowMs = nowMs();
    if (patience.isOver(nowMs)) client.close(tooSilent());
    else lookInTime(nowMs);
  }

  private Closing tooSilent() {
    var limit = patience.hasWritten() ? throttles.betweenLines() : throttles.firstLine();
    var text =
        "You did not log in, and sent nothing for "
            + limit.toSeconds()
            + " seconds: connect again to log in.";
    return new Closing(ClosingCode.NO_ANSWER, text, Optional.empty(), 0);
  }

  // One timer that runs on: a client that talks costs none for each line.
  private void lookInTime(long nowMs) {
    if (patience.dueMs() == LoginPatience.NEVER) return;
    var in = Duration.ofMillis(Math.max(1, patience.dueMs() - nowMs));
    timers.startSingleTimer(Session.LoginLook.INSTANCE, in);
  }
}
