package dev.parley.group;

import static dev.parley.time.MonotonicClock.nowMs;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.ReceiveBuilder;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.parley.protocol.Message;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.multicast.CausalChannel;
import dev.parley.protocol.multicast.MulticastOutput;
import dev.parley.protocol.multicast.Payload;
import dev.parley.protocol.multicast.Quorum;
import dev.parley.protocol.multicast.SendLoad;
import java.util.List;
import java.util.function.Consumer;

/** Multicasts and delivers in causal order. The rules are in {@link CausalChannel}. */
public final class CausalMulticast extends ProtocolActor {
  /** Multicast this payload as soon as the view allows. */
  public record Submit(Payload payload) implements Command {}

  /** The state above has the {@code delivered} messages on its disk. */
  public record Durable(VersionVector delivered) implements Command {}

  /**
   * The numbers of messages that wait for earlier ones, and of those that not every member is known
   * to have; and what this node has to send itself.
   */
  public record Backlog(int heldBack, int unstable, SendLoad sending) {
    public static final Backlog NONE = new Backlog(0, 0, SendLoad.NONE);
  }

  public record AskBacklog(ActorRef<Backlog> replyTo) implements Command {}

  /** Report when the quorums have this node's message {@code seq}. */
  public record Await(long seq, List<Quorum> quorums) implements Command {
    public Await {
      quorums = List.copyOf(quorums);
    }
  }

  /**
   * Every message that was in the mailbox when this was sent has been taken: messages that are due
   * may leave.
   */
  private enum Flush implements Command {
    INSTANCE
  }

  /** The receivers of this actor's outputs. */
  record Environment(
      Consumer<Transmit> network, Consumer<MulticastOutput> state, RunRecorder recorder) {}

  private final CausalChannel channel;
  private final Environment environment;
  private boolean flushing;

  private CausalMulticast(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      CausalChannel core,
      Environment environment) {
    super(context, timers, core, environment.network());
    this.channel = core;
    this.environment = environment;
  }

  static Behavior<Command> create(CausalChannel core, Environment environment) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new CausalMulticast(context, timers, core, environment)));
  }

  @Override
  ReceiveBuilder<Command> receiveMore(ReceiveBuilder<Command> builder) {
    return builder
        .onMessage(Submit.class, this::onSubmit)
        .onMessage(Durable.class, durable -> perform(channel.onDurable(durable.delivered())))
        .onMessage(Await.class, await -> perform(channel.onAwait(await.seq(), await.quorums())))
        .onMessage(AskBacklog.class, this::onAskBacklog)
        .onMessageEquals(Flush.INSTANCE, this::onFlush);
  }

  private Behavior<Command> onSubmit(Submit submit) {
    environment.recorder().submits(submit.payload());
    return perform(channel.onSubmit(submit.payload(), nowMs()));
  }

  private Behavior<Command> onAskBacklog(AskBacklog ask) {
    ask.replyTo().tell(new Backlog(channel.heldBack(), channel.unstable(), channel.sendLoad()));
    return this;
  }

  private Behavior<Command> onFlush() {
    flushing = false;
    return perform(channel.onFlush(nowMs()));
  }

  @Override
  void beforeReceived(Message message) {
    environment.recorder().receives(message);
  }

  @Override
  void beforeOutput(Output output) {
    environment.recorder().performs(output);
  }

  @Override
  void performOwn(Output output) {
    if (output instanceof MulticastOutput upward) {
      environment.state().accept(upward);
    } else {
      throw new AssertionError("no effect for " + output);
    }
  }

  // One Flush stands behind everything already in the mailbox, so a burst shares datagrams.
  @Override
  void afterInput() {
    environment.recorder().turnEnds();
    if (flushing || !channel.wantsFlush()) return;
    flushing = true;
    getContext().getSelf().tell(Flush.INSTANCE);
  }
}
