package dev.parley.group;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import dev.parley.observe.Figures;
import dev.parley.observe.TraceMessage;
import dev.parley.observe.TraceMessage.Glance;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output.Transmit;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** Exchanges with the other members what those who look at them are shown: {@link NodeTraces}. */
public final class Tracing extends AbstractBehavior<Tracing.Command> {
  public sealed interface Command {}

  private record Received(MemberId from, TraceMessage message) implements Command {}

  private enum Tick implements Command {
    INSTANCE
  }

  private static final Duration TICK = Duration.ofMillis(100);

  private final ActorRef<FrameRouter.Command> router;
  private final Supplier<Figures> figures;
  private final NodeTraces traces;
  private final NodeEvents events;

  private Tracing(
      ActorContext<Command> context,
      ActorRef<FrameRouter.Command> router,
      Supplier<Figures> figures) {
    super(context);
    this.router = router;
    this.figures = figures;
    this.traces = NodeTraces.of(context.getSystem());
    this.events = NodeEvents.of(context.getSystem());
    var self = context.getSelf();
    router.tell(
        new FrameRouter.Route(
            TraceMessage.class,
            (from, message) -> self.tell(new Received(from, (TraceMessage) message))));
  }

  /** {@code figures}: those of this server now. */
  public static Behavior<Command> create(
      ActorRef<FrameRouter.Command> router, Supplier<Figures> figures) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(Tick.INSTANCE, TICK);
                  return new Tracing(context, router, figures);
                }));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Received.class, this::onReceived)
        .onMessageEquals(Tick.INSTANCE, this::onTick)
        .build();
  }

  private Behavior<Command> onReceived(Received received) {
    return send(traces.onMessage(received.from(), received.message()));
  }

  private Behavior<Command> onTick() {
    return send(traces.onTick(this::glance));
  }

  private Glance glance() {
    var picture = events.picture();
    return new Glance(
        List.copyOf(picture.doubts().keySet()), List.copyOf(picture.linked()), figures.get());
  }

  private Behavior<Command> send(List<Transmit> transmits) {
    transmits.forEach(transmit -> router.tell(new FrameRouter.Send(transmit)));
    return this;
  }
}
