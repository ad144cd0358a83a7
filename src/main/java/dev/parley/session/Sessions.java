package dev.parley.session;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import dev.parley.replica.RedirectPlan;
import dev.parley.replica.ReplicaProtocol;

/**
 * Opens a session for each connection, up to a limit. A session that fails closes its own
 * connection and nothing else.
 */
public final class Sessions extends AbstractBehavior<Sessions.Command> {
  public sealed interface Command {}

  /** A client has connected; answered with {@link Connected} or {@link Refused}. */
  public record Connect(ActorRef<ConnectionCommand.Turn> link, ActorRef<Answer> replyTo)
      implements Command {}

  /** Ends all sessions with these words; no client is admitted from now on. */
  public record EndAll(RedirectPlan farewell) implements Command {}

  public sealed interface Answer {}

  public record Connected(ActorRef<Session.Command> session) implements Answer {}

  /** One sentence for the client, whose dialect is not known yet. */
  public record Refused(String sentence) implements Answer {}

  private final SessionSettings settings;
  private final ActorRef<ReplicaProtocol.Command> replica;
  private int open;
  private boolean ending;

  private Sessions(
      ActorContext<Command> context,
      SessionSettings settings,
      ActorRef<ReplicaProtocol.Command> replica) {
    super(context);
    this.settings = settings;
    this.replica = replica;
  }

  public static Behavior<Command> create(
      SessionSettings settings, ActorRef<ReplicaProtocol.Command> replica) {
    return Behaviors.setup(context -> new Sessions(context, settings, replica));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Connect.class, this::onConnect)
        .onMessage(EndAll.class, this::onEndAll)
        .onSignal(Terminated.class, stopped -> onSessionStopped())
        .build();
  }

  private Behavior<Command> onConnect(Connect connect) {
    if (ending) {
      connect.replyTo().tell(new Refused("This server is stopping: connect to another one."));
    } else if (open == settings.maxConnections()) {
      connect
          .replyTo()
          .tell(
              new Refused(
                  "This server is full ("
                      + open
                      + " connections): connect to another one, or try again later."));
    } else {
      var session = getContext().spawnAnonymous(Session.create(settings, replica, connect.link()));
      getContext().watch(session);
      open++;
      connect.replyTo().tell(new Connected(session));
    }
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

  private Behavior<Command> onSessionStopped() {
    open--;
    return this;
  }
}
