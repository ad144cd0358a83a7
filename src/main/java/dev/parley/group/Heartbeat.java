package dev.parley.group;

import static dev.parley.time.MonotonicClock.nowMs;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.ReceiveBuilder;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.failure.FailureDetector;
import java.util.function.Consumer;

/** Sends heartbeats and watches for silence. The rules are in {@link FailureDetector}. */
public final class Heartbeat extends ProtocolActor {
  /** The link to a neighbour ended without a goodbye; sent by {@link NeighbourLinks}. */
  record LinkClosed(MemberId member, boolean refused) implements Command {}

  private final FailureDetector detector;
  private final SilenceMeters meters;

  private Heartbeat(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      FailureDetector core,
      Consumer<Transmit> network) {
    super(context, timers, core, network);
    this.detector = core;
    this.meters = SilenceMeters.of(context.getSystem());
  }

  static Behavior<Command> create(FailureDetector core, Consumer<Transmit> network) {
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new Heartbeat(context, timers, core, network)));
  }

  @Override
  ReceiveBuilder<Command> receiveMore(ReceiveBuilder<Command> builder) {
    return builder.onMessage(
        LinkClosed.class,
        closed -> perform(detector.onLinkClosed(closed.member(), closed.refused(), nowMs())));
  }

  @Override
  void afterInput() {
    meters.onSilences(detector.silentMs(nowMs()));
  }

  @Override
  void performOwn(Output output) {
    throw new AssertionError("no effect for " + output);
  }
}
