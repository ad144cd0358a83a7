package dev.parley.group;

import static dev.parley.time.MonotonicClock.nowMs;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.ReceiveBuilder;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.parley.protocol.Core;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Note;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.Signal;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * The common part of the four protocol actors: each passes the messages that it receives to its
 * core and performs the core's outputs in order. The rules are in the core.
 */
public abstract class ProtocolActor extends AbstractBehavior<ProtocolActor.Command> {
  /** A message that every protocol actor understands; some actors understand more. */
  public interface Command {}

  /** A frame from another node. */
  public record Received(MemberId from, Message message) implements Command {}

  /** A sibling's core sent a signal. */
  public record Signalled(Signal signal) implements Command {}

  /**
   * The siblings, in the order in which signals are sent to them; sent once, before anything else.
   */
  public record Meet(List<ActorRef<Command>> siblings) implements Command {
    public Meet {
      siblings = List.copyOf(siblings);
    }
  }

  private enum Tick implements Command {
    INSTANCE
  }

  private final Core core;
  private final Consumer<Transmit> network;
  private final GroupMeters meters;
  private final NodeEvents events;
  private List<ActorRef<Command>> siblings = List.of();

  ProtocolActor(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Core core,
      Consumer<Transmit> network) {
    super(context);
    // Otherwise the log names the class of Akka that set the behavior up.
    context.setLoggerName(getClass());
    this.core = core;
    this.network = network;
    this.meters = new GroupMeters(context.getSystem());
    this.events = NodeEvents.of(context.getSystem());
    timers.startTimerWithFixedDelay(Tick.INSTANCE, Duration.ofMillis(Core.TICK_MS));
  }

  /** Performs an output that only this actor's core makes. */
  abstract void performOwn(Output output);

  /** Called before the core is given a message of another node. */
  void beforeReceived(Message message) {}

  /** Called before each output is performed. */
  void beforeOutput(Output output) {}

  /** Called when all outputs of one input are performed. */
  void afterInput() {}

  @Override
  public Receive<Command> createReceive() {
    return receiveMore(newReceiveBuilder())
        .onMessage(Received.class, received -> onReceived(received))
        .onMessage(Signalled.class, signalled -> onSignalled(signalled))
        .onMessageEquals(Tick.INSTANCE, this::onTick)
        .onMessage(Meet.class, this::onMeet)
        .build();
  }

  ReceiveBuilder<Command> receiveMore(ReceiveBuilder<Command> builder) {
    return builder;
  }

  private Behavior<Command> onReceived(Received received) {
    beforeReceived(received.message());
    var outputs = core.onMessage(received.from(), received.message(), nowMs());
    meters.onOutputs(received.message(), outputs);
    return perform(outputs);
  }

  private Behavior<Command> onSignalled(Signalled signalled) {
    return perform(core.onSignal(signalled.signal(), nowMs()));
  }

  private Behavior<Command> onTick() {
    return perform(core.onTick(nowMs()));
  }

  private Behavior<Command> onMeet(Meet meet) {
    siblings = meet.siblings();
    return this;
  }

  final Behavior<Command> perform(List<Output> outputs) {
    for (var output : outputs) {
      beforeOutput(output);
      meters.onOutput(output);
      events.onOutput(output);
      if (output instanceof Transmit transmit) {
        network.accept(transmit);
      } else if (output instanceof Signal signal) {
        siblings.forEach(sibling -> sibling.tell(new Signalled(signal)));
      } else if (output instanceof Note note) {
        getContext().getLog().info("{}: {}", note.event(), LogText.safe(note.particulars()));
      } else {
        performOwn(output);
      }
    }
    afterInput();
    return this;
  }
}
