package dev.parley.group;

import static dev.parley.time.MonotonicClock.nowMs;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.ReceiveBuilder;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.parley.protocol.NodeState;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.membership.Membership;
import dev.parley.protocol.membership.MembershipOutput.CannotGoOn;
import dev.parley.protocol.membership.MembershipOutput.CopyState;
import dev.parley.protocol.membership.MembershipOutput.FetchState;
import dev.parley.protocol.membership.MembershipOutput.Left;
import dev.parley.protocol.membership.MembershipOutput.PersistPromise;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Joins, leaves and changes the view. The rules are in {@link Membership}. */
public final class GroupManager extends ProtocolActor {
  /** The states of the other parts have arrived. */
  private record FetchHappened(StateTransfer.Event event) implements Command {}

  /** Leave the group; {@link Environment#left} follows. */
  public enum LeaveRequested implements Command {
    INSTANCE
  }

  /** The parts of the node around it that membership needs. */
  public interface Environment {
    /** Returns when the promise is durable. */
    void persistPromise(long epoch);

    void fetchState(FetchState fetch, ActorRef<StateTransfer.Event> replyTo);

    /** The answer is {@link StateTransfer.Copied}. */
    void copyState(CopyState copy, ActorRef<StateTransfer.Event> replyTo);

    /** The fetched states, to be merged when the view of their ballot is delivered. */
    void stateFetched(StateTransfer.Fetched fetched);

    void left();

    /** The node must end, with this sentence. */
    default void cannotGoOn(String sentence) {
      throw new IllegalStateException(sentence);
    }

    /** The state of this node has changed to {@code state}, which the operations page shows. */
    void stateChanged(NodeState state);

    /** The recorder of the member that runs now. */
    default RunRecorder recorder() {
      return RunRecorder.NONE;
    }
  }

  private final Membership membership;
  private final Environment environment;
  private final ActorRef<StateTransfer.Event> fetched;
  private @Nullable NodeState lastState;

  private GroupManager(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Membership core,
      Consumer<Transmit> network,
      Environment environment) {
    super(context, timers, core, network);
    this.membership = core;
    this.environment = environment;
    this.fetched = context.messageAdapter(StateTransfer.Event.class, FetchHappened::new);
  }

  public static Behavior<Command> create(
      Membership core, Consumer<Transmit> network, Environment environment) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new GroupManager(context, timers, core, network, environment)));
  }

  @Override
  ReceiveBuilder<Command> receiveMore(ReceiveBuilder<Command> builder) {
    return builder
        .onMessage(FetchHappened.class, happened -> onFetch(happened.event()))
        .onMessageEquals(LeaveRequested.INSTANCE, this::onLeaveRequested);
  }

  // The state above has the fetched states before anybody is notified that this member is
  // ready.
  private Behavior<Command> onFetch(StateTransfer.Event event) {
    if (event instanceof StateTransfer.Progressed progressed)
      return perform(membership.onStateProgress(progressed.ballot(), nowMs()));
    if (event instanceof StateTransfer.Copied) return perform(membership.onStateCopied(nowMs()));
    if (!(event instanceof StateTransfer.Fetched arrived))
      throw new AssertionError("no effect for " + event);
    environment.stateFetched(arrived);
    return perform(membership.onStateFetched(arrived.ballot(), nowMs()));
  }

  private Behavior<Command> onLeaveRequested() {
    environment.recorder().leaves();
    return perform(membership.onLeaveRequested(nowMs()));
  }

  @Override
  void beforeOutput(Output output) {
    environment.recorder().performs(output);
  }

  @Override
  void performOwn(Output output) {
    if (output instanceof PersistPromise promise) {
      environment.persistPromise(promise.epoch());
    } else if (output instanceof FetchState fetch) {
      environment.fetchState(fetch, fetched);
    } else if (output instanceof CopyState copy) {
      environment.copyState(copy, fetched);
    } else if (output instanceof Left) {
      environment.left();
    } else if (output instanceof CannotGoOn end) {
      environment.cannotGoOn(end.sentence());
    } else {
      throw new AssertionError("no effect for " + output);
    }
  }

  @Override
  void afterInput() {
    var state = membership.state();
    if (state == lastState) return;
    lastState = state;
    environment.stateChanged(state);
  }
}
