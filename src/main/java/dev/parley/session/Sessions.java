package dev.parley.session;

import static dev.parley.time.MonotonicClock.nowMs;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import dev.parley.group.LogSampler;
import dev.parley.replica.ClosingCode;
import dev.parley.replica.RedirectPlan;
import dev.parley.replica.ReplicaProtocol;
import dev.parley.session.limits.ClientAddress;
import dev.parley.session.limits.ConnectionShares;
import java.util.Optional;

/**
 * Opens a session for each connection, within {@link ConnectionShares}. A session that fails closes
 * its own connection and nothing else.
 */
public final class Sessions extends AbstractBehavior<Sessions.Command> {
  private static final long LOG_PERIOD_MS = 60_000;

  private static final ReplicaProtocol.Closing CROWDED_OUT =
      new ReplicaProtocol.Closing(
          ClosingCode.NO_ANSWER,
          "Too many connections from your address wait for a login: connect again, and log in"
              + " soon.",
          Optional.empty(),
          0);

  public sealed interface Command {}

  /** A client has connected; answered with {@link Connected} or {@link Refused}. */
  public record Connect(
      ActorRef<ConnectionCommand.Turn> link, ClientAddress from, ActorRef<Answer> replyTo)
      implements Command {}

  /** The client of {@code session} has logged in or out. */
  record LoginChanged(ActorRef<Session.Command> session, ClientAddress from, boolean isLoggedIn)
      implements Command {}

  private record SessionStopped(ActorRef<Session.Command> session, ClientAddress from)
      implements Command {}

  /** Ends all sessions with these words; no client is admitted from now on. */
  public record EndAll(RedirectPlan farewell) implements Command {}

  public sealed interface Answer {}

  public record Connected(ActorRef<Session.Command> session) implements Answer {}

  /** One sentence for the client, whose dialect is not known yet. */
  public record Refused(String sentence) implements Answer {}

  private final SessionSettings settings;
  private final ActorRef<ReplicaProtocol.Command> replica;
  private final ConnectionShares<ActorRef<Session.Command>> shares;
  private final LogSampler refusals = new LogSampler(LOG_PERIOD_MS);
  private boolean ending;

  private Sessions(
      ActorContext<Command> context,
      SessionSettings settings,
      ActorRef<ReplicaProtocol.Command> replica) {
    super(context);
    this.settings = settings;
    this.replica = replica;
    shares = new ConnectionShares<>(settings.throttles().connections());
  }

  public static Behavior<Command> create(
      SessionSettings settings, ActorRef<ReplicaProtocol.Command> replica) {
    return Behaviors.setup(
        context -> {
          SessionMeters.prepare(context.getSystem());
          return new Sessions(context, settings, replica);
        });
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Connect.class, this::onConnect)
        .onMessage(EndAll.class, this::onEndAll)
        .onMessage(LoginChanged.class, this::onLoginChanged)
        .onMessage(SessionStopped.class, this::onSessionStopped)
        .build();
  }

  private Behavior<Command> onConnect(Connect connect) {
    if (ending) {
      connect.replyTo().tell(new Refused("This server is stopping: connect to another one."));
      return this;
    }
    var refusal = shares.refusal(connect.from());
    if (refusal.isPresent()) refuse(connect, refusal.get());
    else open(connect);
    return this;
  }

  private void refuse(Connect connect, String sentence) {
    connect.replyTo().tell(new Refused(sentence));
    refusals
        .onEvent(nowMs())
        .ifPresent(
            count ->
                getContext()
                    .getLog()
                    .warn(
                        "connections refused: {}, the last from {}: {}",
                        count,
                        connect.from().host(),
                        sentence));
  }

  private void open(Connect connect) {
    var from = connect.from();
    var origin = new Session.Origin(connect.link(), from, getContext().getSelf());
    var session = getContext().spawnAnonymous(Session.create(settings, replica, origin));
    getContext().watchWith(session, new SessionStopped(session, from));
    shares
        .onOpened(session, from)
        .ifPresent(oldest -> oldest.tell(new Session.CrowdedOut(CROWDED_OUT)));
    connect.replyTo().tell(new Connected(session));
  }

  private Behavior<Command> onLoginChanged(LoginChanged changed) {
    if (changed.isLoggedIn()) shares.onLoggedIn(changed.session(), changed.from());
    else shares.onLoggedOut(changed.session(), changed.from());
    return this;
  }

  private Behavior<Command> onEndAll(EndAll end) {
    ending = true;
    int index = 0;
    for (var session : getContext().getChildren()) {
      var closing = end.farewell().to(index++);
      session.<Session.Command>unsafeUpcast().tell(new Session.End(closing));
    }
    return this;
  }

  private Behavior<Command> onSessionStopped(SessionStopped stopped) {
    shares.onClosed(stopped.session(), stopped.from());
    return this;
  }
}
