package dev.parley.group;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.election.RingElection;
import java.util.function.Consumer;

/**
 * Elects on the ring of the last view when its leader is dead. The rules are in {@link
 * RingElection}.
 */
public final class Election extends ProtocolActor {
  private Election(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      RingElection core,
      Consumer<Transmit> network) {
    super(context, timers, core, network);
  }

  static Behavior<Command> create(RingElection core, Consumer<Transmit> network) {
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new Election(context, timers, core, network)));
  }

  @Override
  void performOwn(Output output) {
    throw new AssertionError("no effect for " + output);
  }
}
