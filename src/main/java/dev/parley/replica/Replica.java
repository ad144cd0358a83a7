package dev.parley.replica;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.parley.chat.ChatSnapshot;
import dev.parley.chat.MailExpiry;
import dev.parley.chat.MemoryRoom;
import dev.parley.chat.accounts.AccountLogSettings;
import dev.parley.chat.accounts.LeaderMessage;
import dev.parley.chat.accounts.PortAnswer;
import dev.parley.group.Group;
import dev.parley.group.ProtocolActor;
import dev.parley.group.RunRecorder;
import dev.parley.protocol.Ballot;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.View;
import dev.parley.protocol.multicast.MulticastOutput;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * This node's copy of the chat's state, and the one actor that may touch it: applies what is
 * delivered, decides what is sent, and tells the sessions. The rules are in {@code
 * dev.parley.chat}.
 */
public final class Replica extends AbstractBehavior<ReplicaProtocol.Command> {
  /** What the replica needs of the node around it. */
  public interface Environment {
    void send(Transmit transmit);

    /** Others may fetch this state until the next cut. */
    void offerState(Ballot ballot, ChatSnapshot state);

    long wallClockMs();

    /** How long a request waits for a leader. */
    long leaderPatienceMs();

    /** This node is in a view. */
    void viewInstalled(View view);

    /** What this node kept, and who keeps what comes; nothing for a node that keeps nothing. */
    default Optional<Journal.Opened> store() {
      return Optional.empty();
    }

    /** How long mail may wait, or {@link MailExpiry#FOR_EVER}. */
    default long keepMailMs() {
      return MailExpiry.FOR_EVER;
    }

    /** This node was made anew, and has not met its cluster's accounts yet. */
    default boolean isNewcomer() {
      return false;
    }

    /** It has met them. Returns when that is durable. */
    default void settled() {}

    /** What this node gives to all mail that waits, in bytes of its memory. */
    default long mailMemory() {
      return MemoryRoom.UNLIMITED;
    }

    default AccountLogSettings registry() {
      return AccountLogSettings.DEFAULT;
    }

    /** Completes with what the machine of {@code bus} says within a second or so. Never fails. */
    CompletionStage<PortAnswer> probe(Endpoint bus);

    default RunRecorder recorder(MemberId self) {
      return RunRecorder.NONE;
    }
  }

  /** Delivered by the causal multicast, in order. */
  public record FromMulticast(MulticastOutput output) implements ReplicaProtocol.Command {}

  /** The protocol actors are about to start as {@code self}: tell them what this state contains. */
  public record GroupStarting(Member self, ActorRef<Group.Command> replyTo)
      implements ReplicaProtocol.Command {}

  public record GroupStarted(Member self, Group.Actors actors) implements ReplicaProtocol.Command {}

  /** The states of the other parts of the group, for the view of {@code ballot}. */
  public record StatesArrived(Ballot ballot, List<ChatSnapshot> states)
      implements ReplicaProtocol.Command {
    public StatesArrived {
      states = List.copyOf(states);
    }
  }

  /** A member asks this node as the leader, or the leader answers. */
  public record LeaderMessageReceived(MemberId from, LeaderMessage message)
      implements ReplicaProtocol.Command {}

  /** A client looks for a server on the multicast group. */
  public record ClientLooksForServer(ActorRef<ServerForClient> replyTo)
      implements ReplicaProtocol.Command {}

  /** Where that client should go; nothing is answered by a node that may not say. */
  public record ServerForClient(String server, boolean isLeader, List<String> servers) {
    public ServerForClient {
      servers = List.copyOf(servers);
    }
  }

  /** What this node is doing, in the operations page's word. */
  public record StateChanged(String state) implements ReplicaProtocol.Command {}

  /** What the machine of a voter that is missing says. */
  record Probed(Member member, PortAnswer answer) implements ReplicaProtocol.Command {}

  private enum Tick implements ReplicaProtocol.Command {
    INSTANCE
  }

  /** How long acknowledgements are gathered, and how exactly requests to the leader are timed. */
  private static final Duration TICK = Duration.ofMillis(20);

  private final ReplicaCore core;

  private Replica(
      ActorContext<ReplicaProtocol.Command> context,
      TimerScheduler<ReplicaProtocol.Command> timers,
      ReplicaCore core) {
    super(context);
    this.core = core;
    timers.startTimerWithFixedDelay(Tick.INSTANCE, TICK);
  }

  public static Behavior<ReplicaProtocol.Command> create(Environment environment) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  context.setLoggerName(Replica.class);
                  var log = context.getLog();
                  return new Replica(
                      context, timers, new ReplicaCore(environment, context.getSelf(), log));
                }));
  }

  @Override
  public Receive<ReplicaProtocol.Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(
            FromMulticast.class,
            m -> done(() -> core.onMulticast(m.output(), ProtocolActor.nowMs())))
        .onMessage(ReplicaProtocol.Send.class, m -> done(() -> core.onSend(m)))
        .onMessage(
            ReplicaProtocol.Acknowledge.class,
            m -> done(() -> core.sessions().onAcknowledge(m.session(), m.n())))
        .onMessageEquals(Journal.Written.INSTANCE, () -> done(core::onWritten))
        .onMessageEquals(Tick.INSTANCE, () -> done(() -> core.onTick(ProtocolActor.nowMs())))
        .onMessage(ReplicaProtocol.OpenSession.class, this::onOpenSession)
        .onMessage(
            ReplicaProtocol.CloseSession.class,
            m -> done(() -> core.sessions().onClose(m.session())))
        .onMessage(
            ReplicaProtocol.AskLeader.class,
            m -> done(() -> core.askLeader(m, ProtocolActor.nowMs())))
        .onMessage(
            ReplicaProtocol.ListOnline.class,
            m -> done(() -> m.replyTo().tell(core.sessions().online())))
        .onMessage(ReplicaProtocol.AwaitQuiet.class, m -> done(() -> core.awaitQuiet(m.replyTo())))
        .onMessage(
            ReplicaProtocol.Kick.class,
            m -> done(() -> m.replyTo().tell(core.sessions().onKick(m.name()))))
        .onMessage(
            ReplicaProtocol.Drain.class,
            m -> done(() -> m.replyTo().tell(core.sessions().onDrain(m.isDraining()))))
        .onMessage(
            ReplicaProtocol.AskRecovery.class, m -> done(() -> m.replyTo().tell(core.recovery())))
        .onMessage(
            ReplicaProtocol.Recover.class, m -> done(() -> core.recover(m, ProtocolActor.nowMs())))
        .onMessage(
            ReplicaProtocol.GiveUpVote.class,
            m -> done(() -> core.giveUpVote(m.replyTo(), ProtocolActor.nowMs())))
        .onMessage(
            ReplicaProtocol.AskKnowledge.class, m -> done(() -> m.replyTo().tell(core.knowledge())))
        .onMessage(ReplicaProtocol.AskBacklog.class, m -> done(() -> core.askBacklog(m.replyTo())))
        .onMessage(
            ReplicaProtocol.AskStatus.class, m -> done(() -> m.replyTo().tell(core.status())))
        .onMessage(
            LeaderMessageReceived.class,
            m -> done(() -> core.onLeaderMessage(m.from(), m.message(), ProtocolActor.nowMs())))
        .onMessage(ClientLooksForServer.class, this::onClientLooksForServer)
        .onMessage(
            GroupStarting.class,
            m -> done(() -> m.replyTo().tell(new Group.Start(core.onGroupStarting(m.self())))))
        .onMessage(
            GroupStarted.class,
            m -> done(() -> core.onGroupStarted(m.self(), m.actors().causalMulticast())))
        .onMessage(
            StatesArrived.class, m -> done(() -> core.onStatesArrived(m.ballot(), m.states())))
        .onMessage(Probed.class, m -> done(() -> core.onProbed(m.member(), m.answer())))
        .onMessage(StateChanged.class, m -> done(() -> core.onStateChanged(m.state())))
        .onSignal(Terminated.class, this::onTerminated)
        .build();
  }

  private Behavior<ReplicaProtocol.Command> done(Runnable effect) {
    effect.run();
    core.afterInput();
    return this;
  }

  private Behavior<ReplicaProtocol.Command> onOpenSession(ReplicaProtocol.OpenSession open) {
    getContext().watch(open.session());
    return done(() -> core.sessions().onOpen(open, ProtocolActor.nowMs()));
  }

  private Behavior<ReplicaProtocol.Command> onTerminated(Terminated terminated) {
    return done(() -> core.sessions().onClose(terminated.getRef()));
  }

  private Behavior<ReplicaProtocol.Command> onClientLooksForServer(ClientLooksForServer looks) {
    core.serverForClient(ProtocolActor.nowMs()).ifPresent(looks.replyTo()::tell);
    return this;
  }
}
