package dev.parley.replica;

import static dev.parley.time.MonotonicClock.nowMs;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.parley.chat.BucketDigests;
import dev.parley.chat.BucketSet;
import dev.parley.chat.PartialState;
import dev.parley.chat.RoomTyping;
import dev.parley.chat.Typing;
import dev.parley.chat.accounts.LeaderMessage;
import dev.parley.chat.accounts.LeaderMessage.ChangePassword;
import dev.parley.chat.accounts.LeaderMessage.Verdict;
import dev.parley.chat.accounts.PortAnswer;
import dev.parley.chat.history.ArchiveFinding;
import dev.parley.chat.history.ArchiveQuestion;
import dev.parley.group.CausalMulticast;
import dev.parley.group.CopiedState;
import dev.parley.group.FrozenState;
import dev.parley.group.Group;
import dev.parley.group.LiveState;
import dev.parley.group.LogText;
import dev.parley.group.NodeEvents;
import dev.parley.group.OwnState;
import dev.parley.group.ProtocolActor;
import dev.parley.group.RunRecorder;
import dev.parley.observe.ReplicaEvents;
import dev.parley.protocol.Ballot;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.NodeState;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.View;
import dev.parley.protocol.multicast.MulticastOutput;
import dev.parley.replica.ReplicaProtocol.Event;
import dev.parley.replica.ReplicaProtocol.SendReply;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The one actor that may touch this node's copy of the chat: passes all messages to it, and
 * performs its outputs. The rules are {@link ReplicatedChat}'s.
 */
public final class Replica extends AbstractBehavior<Replica.Message> {
  /** The parts of the surrounding node that the replica needs. */
  public interface Environment {
    ReplicaSettings settings();

    void send(Transmit transmit);

    /** Other members may fetch this state until the next cut. */
    void offerState(Ballot ballot, FrozenState state);

    long wallClockMs();

    /** This node is in a view. */
    void viewInstalled(View view);

    /**
     * The state that this node kept, and the writer for new changes; empty for a node that keeps
     * nothing.
     */
    default Optional<Journal.Opened> store() {
      return Optional.empty();
    }

    /** Asks the readers of what is kept of conversations; never of a node that keeps nothing. */
    default void readArchive(ArchiveReader.Ask ask) {
      throw new UnsupportedOperationException("nothing is kept, and asked for: " + ask);
    }

    /**
     * This node has a new identity, and has now met its cluster's accounts. Returns when that is
     * durable.
     */
    default void settled() {}

    /**
     * Completes within a second or so with the answer of the machine at {@code bus}. Never fails.
     */
    CompletionStage<PortAnswer> probe(Endpoint bus);

    default RunRecorder recorder(MemberId self) {
      return RunRecorder.NONE;
    }
  }

  /**
   * Everything that the replica receives. Other parts hold a narrower reference: {@link
   * ReplicaProtocol.Command}, or {@link FromGroup}.
   */
  public interface Message {}

  /** Messages from the group's actors and from the transfer of states. */
  public sealed interface FromGroup extends Message {}

  /** Delivered by the causal multicast, in order. */
  public record FromMulticast(MulticastOutput output) implements FromGroup {}

  /**
   * The protocol actors are about to start as {@code self}: send them the contents of this state.
   */
  public record GroupStarting(Member self, ActorRef<Group.Command> replyTo) implements FromGroup {}

  public record GroupStarted(Member self, Group.Actors actors) implements FromGroup {}

  /** The states of the other parts of the group, for the view of {@code ballot}. */
  public record StatesArrived(Ballot ballot, List<PartialState> states) implements FromGroup {
    public StatesArrived {
      states = List.copyOf(states);
    }
  }

  /** A member asks this node as the leader, or the leader answers. */
  public record LeaderMessageReceived(MemberId from, LeaderMessage message) implements FromGroup {}

  public record TypingReceived(MemberId from, Typing typing) implements FromGroup {}

  /** As {@link TypingReceived}, to a room. */
  public record RoomTypingReceived(MemberId from, RoomTyping typing) implements FromGroup {}

  /** The state of this node, in the word of the operations page. */
  public record StateChanged(NodeState state) implements FromGroup {}

  /** The words for abilities beyond the version that all members of the view have. */
  public record FeaturesAgreed(List<String> words) implements FromGroup {
    public FeaturesAgreed {
      words = List.copyOf(words);
    }
  }

  /** Asks for a part of the state that was frozen for {@code ballot}. */
  private record AskFrozen(
      Ballot ballot, BucketSet buckets, CompletableFuture<Optional<PartialState>> answer)
      implements Message {}

  private record Frozen(Ballot ballot, BucketDigests digests, ActorRef<Message> replica)
      implements FrozenState {
    @Override
    public CompletionStage<Optional<PartialState>> part(BucketSet buckets) {
      var answer = new CompletableFuture<Optional<PartialState>>();
      replica.tell(new AskFrozen(ballot, buckets, answer));
      return answer;
    }
  }

  private record AskDifferent(BucketDigests known, CompletableFuture<BucketSet> answer)
      implements FromGroup {}

  private record AskCopy(BucketSet buckets, CompletableFuture<PartialState> answer)
      implements FromGroup {}

  private record AskOwn(CompletableFuture<OwnState> answer) implements FromGroup {}

  private record TakeCopy(PartialState slice) implements FromGroup {}

  private record AskCopyKept(CompletableFuture<CopiedState.Kept> answer) implements FromGroup {}

  private record Copied(ActorRef<FromGroup> replica) implements CopiedState {
    @Override
    public void take(PartialState slice) {
      replica.tell(new TakeCopy(slice));
    }

    @Override
    public CompletionStage<Kept> kept() {
      var answer = new CompletableFuture<Kept>();
      replica.tell(new AskCopyKept(answer));
      return answer;
    }
  }

  /** The state of {@code replica} when it is about to copy that of another. */
  public static CompletionStage<OwnState> own(ActorRef<FromGroup> replica) {
    var answer = new CompletableFuture<OwnState>();
    replica.tell(new AskOwn(answer));
    return answer;
  }

  private record Live(ActorRef<FromGroup> replica) implements LiveState {
    @Override
    public CompletionStage<BucketSet> different(BucketDigests known) {
      var answer = new CompletableFuture<BucketSet>();
      replica.tell(new AskDifferent(known, answer));
      return answer;
    }

    @Override
    public CompletionStage<PartialState> copy(BucketSet buckets) {
      var answer = new CompletableFuture<PartialState>();
      replica.tell(new AskCopy(buckets, answer));
      return answer;
    }
  }

  /** The state of {@code replica} as it changes. */
  public static LiveState live(ActorRef<FromGroup> replica) {
    return new Live(replica);
  }

  /** What was found for a session; nothing if the archive cannot be read. */
  record ArchiveRead(
      ActorRef<Event> session, ArchiveQuestion question, Optional<ArchiveFinding> finding)
      implements Message {}

  /** The answer of the machine of a missing voter. */
  private record Probed(Member member, PortAnswer answer) implements Message {}

  private enum Tick implements Message {
    INSTANCE
  }

  /**
   * The time for which acknowledgements are gathered, and the precision of timeouts of questions to
   * the leader.
   */
  private static final Duration TICK = Duration.ofMillis(20);

  /** A caller that waits for the leader's verdict. */
  private record Caller(ActorRef<Verdict> replyTo, Optional<ActorRef<Event>> waiting) {}

  private final Environment environment;
  private final Optional<ActorRef<Journal.Command>> journal;
  private final ReplicatedChat<ActorRef<Event>, SendReply, Caller> chat;
  private final ViewMeters views;
  private final List<ActorRef<ReplicaProtocol.Quiet>> awaitingQuiet = new ArrayList<>();

  /** In the order of their questions, which is that of the answers. */
  private final Queue<CompletableFuture<CopiedState.Kept>> awaitingCopy = new ArrayDeque<>();

  private @Nullable ActorRef<ProtocolActor.Command> multicast;

  private Replica(
      ActorContext<Message> context, TimerScheduler<Message> timers, Environment environment) {
    super(context);
    this.environment = environment;
    this.views = new ViewMeters(context.getSystem());
    var store = environment.store();
    this.journal = store.map(Journal.Opened::writer);
    this.chat =
        new ReplicatedChat<>(
            environment.settings(),
            store.map(opened -> opened.loaded().take()),
            new SecureRandom());
    if (store.isPresent()) {
      var state = chat.state();
      context
          .getLog()
          .info("loaded: {} accounts, {} waiting messages", state.accounts(), state.mails());
    }
    timers.startTimerWithFixedDelay(Tick.INSTANCE, TICK);
  }

  public static Behavior<Message> create(Environment environment) {
    return Behaviors.setup(
        context -> {
          context.setLoggerName(Replica.class);
          return Behaviors.withTimers(timers -> new Replica(context, timers, environment));
        });
  }

  @Override
  public Receive<Message> createReceive() {
    return newReceiveBuilder()
        .onMessage(FromMulticast.class, m -> onMulticast(m.output()))
        .onMessage(ReplicaProtocol.Send.class, this::onSend)
        .onMessage(ReplicaProtocol.Post.class, this::onPost)
        .onMessage(ReplicaProtocol.ChangeRoom.class, this::onChangeRoom)
        .onMessage(
            ReplicaProtocol.ListRooms.class,
            m -> perform(chat.onListRooms(m.session(), m.areOpen())))
        .onMessage(
            ReplicaProtocol.AskRoom.class, m -> perform(chat.onAskRoom(m.session(), m.room())))
        .onMessage(ReplicaProtocol.Acknowledge.class, this::onAcknowledge)
        .onMessageEquals(Journal.Written.INSTANCE, () -> perform(chat.onWritten()))
        .onMessageEquals(Tick.INSTANCE, this::onTick)
        .onMessage(ReplicaProtocol.OpenSession.class, this::onOpenSession)
        .onMessage(ReplicaProtocol.LogOut.class, this::onLogOut)
        .onMessage(ReplicaProtocol.CloseSession.class, m -> perform(chat.onClose(m.session())))
        .onMessage(ReplicaProtocol.AskLeader.class, this::onAskLeader)
        .onMessage(ReplicaProtocol.Kick.class, this::onKick)
        .onMessage(ReplicaProtocol.Drain.class, this::onDrain)
        .onMessage(ReplicaProtocol.Recover.class, this::onRecover)
        .onMessage(ReplicaProtocol.GiveUpVote.class, this::onGiveUpVote)
        .onMessage(ReplicaProtocol.AwaitQuiet.class, this::onAwaitQuiet)
        .onMessage(
            ReplicaProtocol.ListSessions.class,
            m -> reply(m.replyTo(), new ReplicaProtocol.SessionList(chat.sessionsOf(m.session()))))
        .onMessage(
            ReplicaProtocol.ListOnline.class,
            m -> reply(m.replyTo(), chat.online(m.asker(), m.about())))
        .onMessage(ReplicaProtocol.SetBlock.class, this::onSetBlock)
        .onMessage(ReplicaProtocol.SetWatch.class, this::onSetWatch)
        .onMessage(ReplicaProtocol.AskHistory.class, this::onAskHistory)
        .onMessage(
            ReplicaProtocol.AskRoomHistory.class,
            m -> perform(chat.onRoomHistory(m.session(), m.room(), m.place(), m.limit())))
        .onMessage(
            ReplicaProtocol.SearchRoom.class,
            m -> perform(chat.onRoomSearch(m.session(), m.words(), m.room(), m.limit())))
        .onMessage(
            ReplicaProtocol.AskConversations.class,
            m -> perform(chat.onConversations(m.session(), m.before(), m.limit())))
        .onMessage(
            ReplicaProtocol.Search.class,
            m -> perform(chat.onSearch(m.session(), m.words(), m.with(), m.limit())))
        .onMessage(
            ArchiveRead.class,
            m -> perform(chat.onArchiveRead(m.session(), m.question(), m.finding())))
        .onMessage(ReplicaProtocol.ListBlocks.class, m -> perform(chat.onListBlocks(m.session())))
        .onMessage(ReplicaProtocol.ListDevices.class, m -> perform(chat.onListDevices(m.session())))
        .onMessage(ReplicaProtocol.EndDevice.class, this::onEndDevice)
        .onMessage(ReplicaProtocol.AskRecovery.class, m -> reply(m.replyTo(), chat.recovery()))
        .onMessage(ReplicaProtocol.AskAllRooms.class, m -> reply(m.replyTo(), chat.state().rooms()))
        .onMessage(
            ReplicaProtocol.AskRegistration.class, m -> reply(m.replyTo(), chat.registration()))
        .onMessage(ReplicaProtocol.AskKnowledge.class, m -> reply(m.replyTo(), chat.knowledge()))
        .onMessage(ReplicaProtocol.AskStatus.class, m -> reply(m.replyTo(), chat.status()))
        .onMessage(ReplicaProtocol.AskBacklog.class, this::onAskBacklog)
        .onMessage(ReplicaProtocol.AskCensus.class, m -> reply(m.replyTo(), chat.census()))
        .onMessage(ReplicaProtocol.ClientLooksForServer.class, this::onClientLooksForServer)
        .onMessage(LeaderMessageReceived.class, this::onLeaderMessage)
        .onMessage(
            RoomTypingReceived.class, m -> perform(chat.onRoomTypingArrived(m.from(), m.typing())))
        .onMessage(
            ReplicaProtocol.TypeInRoom.class,
            m -> perform(chat.onRoomTyping(m.session(), m.to(), nowMs())))
        .onMessage(TypingReceived.class, m -> perform(chat.onTypingArrived(m.from(), m.typing())))
        .onMessage(
            ReplicaProtocol.Type.class, m -> perform(chat.onTyping(m.session(), m.to(), nowMs())))
        .onMessage(GroupStarting.class, this::onGroupStarting)
        .onMessage(GroupStarted.class, this::onGroupStarted)
        .onMessage(StatesArrived.class, this::onStatesArrived)
        .onMessage(StateChanged.class, this::onStateChanged)
        .onMessage(FeaturesAgreed.class, this::onFeaturesAgreed)
        .onMessage(AskFrozen.class, this::onAskFrozen)
        .onMessage(AskOwn.class, this::onAskOwn)
        .onMessage(TakeCopy.class, m -> perform(chat.onCopyArrived(m.slice())))
        .onMessage(AskCopyKept.class, this::onAskCopyKept)
        .onMessage(AskDifferent.class, this::onAskDifferent)
        .onMessage(AskCopy.class, this::onAskCopy)
        .onMessage(Probed.class, m -> perform(chat.onProbed(m.member(), m.answer())))
        .build();
  }

  private Behavior<Message> onTick() {
    if (chat.isQuiet()) {
      awaitingQuiet.forEach(whoWaits -> whoWaits.tell(ReplicaProtocol.Quiet.INSTANCE));
      awaitingQuiet.clear();
    }
    return perform(chat.onTick(nowMs(), environment.wallClockMs()));
  }

  private Behavior<Message> onOpenSession(ReplicaProtocol.OpenSession open) {
    getContext().watchWith(open.session(), new ReplicaProtocol.CloseSession(open.session()));
    var request =
        new SessionRequest(
            open.name(),
            open.claim(),
            open.verifier(),
            open.client(),
            open.after(),
            open.proof(),
            new Arrival(open.address(), environment.wallClockMs()),
            open.traits());
    return perform(chat.onOpen(open.session(), request, nowMs()));
  }

  private Behavior<Message> onLogOut(ReplicaProtocol.LogOut out) {
    return perform(chat.onLogOut(out.session(), out.isAll(), environment.wallClockMs()));
  }

  private Behavior<Message> onMulticast(MulticastOutput output) {
    views.around(output, () -> perform(chat.onMulticast(output, nowMs())));
    return this;
  }

  private Behavior<Message> onSend(ReplicaProtocol.Send send) {
    var draft = new ReplicatedChat.Draft(send.to(), send.text(), send.seq());
    long wallMs = environment.wallClockMs();
    return perform(chat.onSend(send.session(), draft, send.replyTo(), wallMs));
  }

  private Behavior<Message> onPost(ReplicaProtocol.Post post) {
    var draft = new ReplicatedChat.PostDraft(post.to(), post.text(), post.seq());
    long wallMs = environment.wallClockMs();
    return perform(chat.onPost(post.session(), draft, post.replyTo(), wallMs));
  }

  private Behavior<Message> onChangeRoom(ReplicaProtocol.ChangeRoom change) {
    var caller = new Caller(change.replyTo(), Optional.empty());
    return perform(chat.onRoomWish(change.session(), change.wish(), caller, nowMs()));
  }

  private Behavior<Message> onSetBlock(ReplicaProtocol.SetBlock set) {
    return perform(chat.onSetBlock(set.session(), set.name(), set.isBlocked()));
  }

  private Behavior<Message> onSetWatch(ReplicaProtocol.SetWatch set) {
    return perform(chat.onSetWatch(set.session(), set.names(), set.isWatched()));
  }

  private Behavior<Message> onAskHistory(ReplicaProtocol.AskHistory ask) {
    return perform(chat.onHistory(ask.session(), ask.with(), ask.place(), ask.limit()));
  }

  private Behavior<Message> onEndDevice(ReplicaProtocol.EndDevice end) {
    return perform(chat.onEndDevice(end.session(), end.device(), environment.wallClockMs()));
  }

  private Behavior<Message> onAcknowledge(ReplicaProtocol.Acknowledge shown) {
    long wallMs = environment.wallClockMs();
    return perform(chat.onAcknowledge(shown.session(), shown.n(), wallMs));
  }

  private Behavior<Message> onAskLeader(ReplicaProtocol.AskLeader ask) {
    if (ask.question() instanceof ChangePassword change)
      ask.waiting().ifPresent(session -> chat.onPasswordChosen(session, change.verifier()));
    var caller = new Caller(ask.replyTo(), ask.waiting());
    return perform(chat.onQuestion(caller, ask.question(), nowMs()));
  }

  private Behavior<Message> onRecover(ReplicaProtocol.Recover recover) {
    var caller = new Caller(recover.replyTo(), Optional.empty());
    return perform(chat.onRecover(caller, recover.id(), nowMs()));
  }

  private Behavior<Message> onGiveUpVote(ReplicaProtocol.GiveUpVote leaving) {
    return perform(chat.onGiveUpVote(new Caller(leaving.replyTo(), Optional.empty()), nowMs()));
  }

  private Behavior<Message> onKick(ReplicaProtocol.Kick kick) {
    perform(chat.onKick(kick.name()));
    return reply(kick.replyTo(), chat.state().presence().count(kick.name()));
  }

  private Behavior<Message> onDrain(ReplicaProtocol.Drain drain) {
    perform(chat.onDrain(drain.isDraining()));
    return reply(drain.replyTo(), chat.localSessions());
  }

  private Behavior<Message> onAwaitQuiet(ReplicaProtocol.AwaitQuiet await) {
    awaitingQuiet.add(await.replyTo());
    return this;
  }

  private Behavior<Message> onAskBacklog(ReplicaProtocol.AskBacklog ask) {
    var running = multicast;
    if (running == null) return reply(ask.replyTo(), CausalMulticast.Backlog.NONE);
    running.tell(new CausalMulticast.AskBacklog(ask.replyTo()));
    return this;
  }

  private Behavior<Message> onClientLooksForServer(ReplicaProtocol.ClientLooksForServer looks) {
    chat.serverForClient(nowMs()).ifPresent(looks.replyTo()::tell);
    return this;
  }

  private <T> Behavior<Message> reply(ActorRef<T> replyTo, T answer) {
    replyTo.tell(answer);
    return this;
  }

  private Behavior<Message> onLeaderMessage(LeaderMessageReceived m) {
    long wallMs = environment.wallClockMs();
    return perform(chat.onLeaderMessage(m.from(), m.message(), nowMs(), wallMs));
  }

  private Behavior<Message> onGroupStarting(GroupStarting starting) {
    multicast = null;
    perform(chat.onGroupStarting(starting.self()));
    starting.replyTo().tell(new Group.Start(chat.delivered()));
    return this;
  }

  private Behavior<Message> onGroupStarted(GroupStarted started) {
    multicast = started.actors().causalMulticast();
    return perform(chat.onGroupStarted(started.self()));
  }

  private Behavior<Message> onStatesArrived(StatesArrived arrived) {
    chat.onStatesArrived(arrived.ballot(), arrived.states());
    return this;
  }

  private Behavior<Message> onAskFrozen(AskFrozen ask) {
    ask.answer().complete(chat.frozen(ask.ballot(), ask.buckets()));
    return this;
  }

  private Behavior<Message> onAskOwn(AskOwn ask) {
    var copy = new Copied(getContext().getSelf().narrow());
    ask.answer()
        .complete(
            new OwnState(
                chat.digests(), chat.isCopyTaken() ? Optional.of(copy) : Optional.empty()));
    return this;
  }

  private Behavior<Message> onAskCopyKept(AskCopyKept ask) {
    awaitingCopy.add(ask.answer());
    return perform(chat.onCopyAwaited());
  }

  private void onCopyKept(ReplicaOutput.CopyKept kept) {
    awaitingCopy.remove().complete(new CopiedState.Kept(kept.digests(), kept.news()));
  }

  private Behavior<Message> onAskDifferent(AskDifferent ask) {
    ask.answer().complete(chat.onCopied(ask.known(), nowMs()));
    return this;
  }

  private Behavior<Message> onAskCopy(AskCopy ask) {
    ask.answer().complete(chat.copy(ask.buckets()));
    return this;
  }

  private Behavior<Message> onStateChanged(StateChanged changed) {
    chat.onStateChanged(changed.state());
    return this;
  }

  private Behavior<Message> onFeaturesAgreed(FeaturesAgreed agreed) {
    chat.onFeaturesAgreed(agreed.words());
    return this;
  }

  private Behavior<Message> perform(List<ReplicaOutput> outputs) {
    for (var output : outputs) perform(output);
    return this;
  }

  private void perform(ReplicaOutput output) {
    if (output instanceof ReplicaOutput.Tell<?> tell) session(tell.session()).tell(tell.event());
    else if (output instanceof ReplicaOutput.Answer<?> answer) {
      ((SendReply) answer.replyTo()).tell(answer.answer());
    } else if (output instanceof ReplicaOutput.Submit submit) {
      tellMulticast(new CausalMulticast.Submit(submit.payload()));
    } else if (output instanceof ReplicaOutput.Write write) {
      var self = getContext().getSelf();
      journal.orElseThrow().tell(new Journal.Write(write.commit(), self));
    } else if (output instanceof ReplicaOutput.Durable durable) {
      tellMulticast(new CausalMulticast.Durable(durable.delivered()));
    } else performRare(output);
  }

  /** Performs the outputs that do not occur for each message. */
  private void performRare(ReplicaOutput output) {
    if (output instanceof ReplicaOutput.AwaitQuorums await) {
      tellMulticast(new CausalMulticast.Await(await.seq(), await.quorums()));
    } else if (output instanceof ReplicaOutput.Judge<?> judge) {
      ((Caller) judge.caller()).replyTo().tell(judge.verdict());
    } else if (output instanceof ReplicaOutput.LeaderAwaited<?> awaited) {
      ((Caller) awaited.caller())
          .waiting()
          .ifPresent(session -> session.tell(ReplicaProtocol.LeaderAwaited.INSTANCE));
    } else if (output instanceof ReplicaOutput.Send send) environment.send(send.transmit());
    else if (output instanceof ReplicaOutput.OfferState offer) {
      var frozen = new Frozen(offer.ballot(), offer.digests(), getContext().getSelf());
      environment.offerState(offer.ballot(), frozen);
    } else if (output instanceof ReplicaOutput.ReadArchive<?> read) readArchive(read);
    else if (output instanceof ReplicaOutput.Probe probe) probe(probe.member());
    else if (output instanceof ReplicaOutput.Settled) environment.settled();
    else if (output instanceof ReplicaOutput.CopyKept kept) onCopyKept(kept);
    else if (output instanceof ReplicaOutput.ViewBegun begun) onViewBegun(begun);
    else if (output instanceof ReplicaOutput.Log line) log(line);
    else throw new AssertionError("no effect for " + output);
  }

  @SuppressWarnings("unchecked") // the chat names only sessions that it was given
  private static ActorRef<Event> session(Object given) {
    return (ActorRef<Event>) given;
  }

  private void readArchive(ReplicaOutput.ReadArchive<?> read) {
    var self = getContext().getSelf();
    environment.readArchive(
        new ArchiveReader.Ask(session(read.session()), read.question(), self.narrow()));
  }

  private void tellMulticast(ProtocolActor.Command command) {
    var running = multicast;
    if (running == null) throw new IllegalStateException("no multicast for " + command);
    running.tell(command);
  }

  private void probe(Member member) {
    var self = getContext().getSelf();
    environment.probe(member.bus()).thenAccept(answer -> self.tell(new Probed(member, answer)));
  }

  private void onViewBegun(ReplicaOutput.ViewBegun begun) {
    var view = begun.view();
    environment.recorder(begun.self().id()).begins(view.id(), chat.state()::keptDigest);
    environment.viewInstalled(view);
  }

  private void log(ReplicaOutput.Log line) {
    ReplicaEvents.of(line.sentence())
        .ifPresent(
            told -> NodeEvents.of(getContext().getSystem()).add(told.event(), told.particulars()));
    var log = getContext().getLog();
    var sentence = LogText.safe(line.sentence());
    switch (line.severity()) {
      case DEBUG -> log.debug("{}", sentence);
      case INFO -> log.info("{}", sentence);
      case WARNING -> log.warn("{}", sentence);
      case ERROR -> log.error("{}", sentence);
    }
  }
}
