package dev.parley.group;

import static dev.parley.time.MonotonicClock.nowMs;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.ReceiveBuilder;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output;
import dev.parley.protocol.links.LinkGreeting;
import dev.parley.protocol.links.LinkOutput;
import dev.parley.protocol.links.LinkOutput.Broken;
import dev.parley.protocol.links.LinkOutput.Dial;
import dev.parley.protocol.links.LinkOutput.HangUp;
import dev.parley.protocol.links.LinkOutput.Reply;
import dev.parley.protocol.links.LinkRules;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps the links to the neighbours on the ring and notifies {@link Heartbeat} when one breaks. The
 * rules are in {@link LinkRules}.
 */
public final class NeighbourLinks extends ProtocolActor {
  /** A neighbour opened a link and sent its greeting. */
  private record Greeted(LinkTransport.Handle end, Incoming incoming, LinkGreeting greeting)
      implements Command {}

  private record Happened(long link, LinkTransport.Event event) implements Command {}

  private record IncomingHappened(Incoming incoming, LinkTransport.Event event)
      implements Command {}

  /** This node leaves the group: its links end with a goodbye. */
  enum Leaving implements Command {
    INSTANCE
  }

  /**
   * A link that a neighbour opened, before and after it has a number; the number is this actor's
   * own.
   */
  private static final class Incoming {
    private long link = -1;
  }

  private final LinkRules neighbours;
  private final LinkTransport exchange;
  private final ActorRef<ProtocolActor.Command> heartbeat;
  private final Map<Long, LinkTransport.Handle> ends = new LinkedHashMap<>();
  private List<MemberId> shown = List.of();

  private NeighbourLinks(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      LinkRules core,
      LinkTransport exchange,
      ActorRef<ProtocolActor.Command> heartbeat) {
    super(
        context,
        timers,
        core,
        transmit -> {
          throw new AssertionError("links send no datagrams: " + transmit);
        });
    this.neighbours = core;
    this.exchange = exchange;
    this.heartbeat = heartbeat;
    var self = context.getSelf();
    exchange.acceptWith(
        (end, greeting) -> {
          var incoming = new Incoming();
          self.tell(new Greeted(end, incoming, greeting));
          return event -> self.tell(new IncomingHappened(incoming, event));
        });
  }

  static Behavior<Command> create(
      LinkRules core, LinkTransport exchange, ActorRef<ProtocolActor.Command> heartbeat) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new NeighbourLinks(context, timers, core, exchange, heartbeat)));
  }

  @Override
  ReceiveBuilder<Command> receiveMore(ReceiveBuilder<Command> builder) {
    return builder
        .onMessage(Greeted.class, this::onGreeted)
        .onMessage(Happened.class, happened -> on(happened.link(), happened.event()))
        .onMessage(
            IncomingHappened.class, happened -> on(happened.incoming().link, happened.event()))
        .onMessageEquals(Leaving.INSTANCE, () -> perform(neighbours.onLeaving()))
        .onSignal(PostStop.class, stopped -> onPostStop());
  }

  private Behavior<Command> onGreeted(Greeted greeted) {
    long link = neighbours.newLink();
    greeted.incoming().link = link;
    ends.put(link, greeted.end());
    return perform(neighbours.onGreeting(link, greeted.greeting()));
  }

  private Behavior<Command> on(long link, LinkTransport.Event event) {
    if (event instanceof LinkTransport.Answered answered)
      return perform(neighbours.onAnswer(link, answered.verdict(), nowMs()));
    if (event == LinkTransport.Goodbye.INSTANCE)
      return perform(neighbours.onGoodbye(link, nowMs()));
    ends.remove(link);
    if (event instanceof LinkTransport.Unreachable unreachable)
      return perform(neighbours.onUnreachable(link, unreachable.refused(), nowMs()));
    if (event == LinkTransport.Closed.INSTANCE) return perform(neighbours.onClosed(link, nowMs()));
    throw new AssertionError("no effect for " + event);
  }

  @Override
  void performOwn(Output output) {
    if (!(output instanceof LinkOutput own)) throw new AssertionError("no effect for " + output);
    if (own instanceof Dial dial) {
      var self = getContext().getSelf();
      var end =
          exchange.dial(
              dial.peer().bus(),
              dial.greeting(),
              event -> self.tell(new Happened(dial.link(), event)));
      ends.put(dial.link(), end);
    } else if (own instanceof Reply reply) {
      var end = ends.get(reply.link());
      if (end != null) end.reply(reply.verdict());
    } else if (own instanceof HangUp hangUp) {
      var end = ends.remove(hangUp.link());
      if (end != null) end.hangUp();
    } else if (own instanceof Broken broken) {
      heartbeat.tell(new Heartbeat.LinkClosed(broken.peer(), broken.refused()));
    } else {
      throw new AssertionError("no effect for " + own);
    }
  }

  @Override
  void afterInput() {
    var linked = neighbours.linked();
    if (linked.equals(shown)) return;
    shown = linked;
    NodeEvents.of(getContext().getSystem()).onLinks(linked);
  }

  // This life of the node is over, and the end of its links means exactly that.
  private Behavior<Command> onPostStop() {
    NodeEvents.of(getContext().getSystem()).onLinks(List.of());
    ends.values().forEach(LinkTransport.Handle::cut);
    ends.clear();
    return this;
  }
}
