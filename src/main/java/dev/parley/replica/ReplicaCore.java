package dev.parley.replica;

import akka.actor.typed.ActorRef;
import dev.parley.chat.AccountService;
import dev.parley.chat.ChatEvent;
import dev.parley.chat.ChatEvent.MailSent;
import dev.parley.chat.ChatSnapshot;
import dev.parley.chat.ChatState;
import dev.parley.chat.MailExpiry;
import dev.parley.chat.MemoryRoom;
import dev.parley.chat.Notice;
import dev.parley.chat.SendAdmission;
import dev.parley.chat.accounts.AccountLog;
import dev.parley.chat.accounts.LeaderMessage;
import dev.parley.chat.accounts.PortAnswer;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Refusal;
import dev.parley.group.CausalMulticast;
import dev.parley.group.ProtocolActor;
import dev.parley.protocol.Ballot;
import dev.parley.protocol.Dot;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;
import dev.parley.protocol.multicast.MulticastOutput;
import dev.parley.protocol.multicast.MulticastOutput.CutDelivered;
import dev.parley.protocol.multicast.MulticastOutput.Decided;
import dev.parley.protocol.multicast.MulticastOutput.Delivered;
import dev.parley.protocol.multicast.MulticastOutput.Overloaded;
import dev.parley.protocol.multicast.MulticastOutput.Replicated;
import dev.parley.protocol.multicast.MulticastOutput.ViewDelivered;
import dev.parley.replica.ReplicaProtocol.NodeStatus;
import dev.parley.wire.ChatEventCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * What {@link Replica} does with each message: asks the chat's rules and performs what they answer.
 */
final class ReplicaCore {
  private record Fetched(Ballot ballot, List<ChatSnapshot> states) {}

  private final Replica.Environment environment;
  private final Logger log;
  private final ChatState state;
  private final SendAdmission gate;
  private final Durability durability;
  private final LocalSessions sessions;
  private final PendingAccepts acceptances = new PendingAccepts();
  private final OwnEvents submissions = new OwnEvents();
  private final AccountLogDriver registry;
  private final LeaderClient office;
  private final MemoryReporter memory;
  private final ExpiryDriver retention;
  private final TreeMap<MemberId, Long> applied = new TreeMap<>();
  private final List<ActorRef<ReplicaProtocol.Quiet>> awaitingQuiet = new ArrayList<>();
  private @Nullable Member self;
  private @Nullable View view;
  private @Nullable Fetched fetched;
  private String nodeState = "joining";

  /** {@code self} is told when a commit is durable. */
  ReplicaCore(Replica.Environment environment, ActorRef<ReplicaProtocol.Command> self, Logger log) {
    this.environment = environment;
    this.log = log;
    var store = environment.store();
    this.state = store.isPresent() ? ChatState.tracked() : new ChatState();
    store.ifPresent(opened -> load(opened.loaded().take()));
    var room = new MemoryRoom(state, environment.mailMemory());
    this.gate = new SendAdmission(state, room);
    this.durability =
        new Durability(
            state,
            () -> VersionVector.of(applied),
            VersionVector.of(applied),
            store.map(opened -> c -> opened.writer().tell(new Journal.Write(c, self))));
    this.sessions =
        new LocalSessions(
            state,
            submissions,
            gate,
            durability::whenDurable,
            new LocalSessions.Environment(
                this::status, () -> VersionVector.of(applied), environment::wallClockMs, log));
    this.registry =
        new AccountLogDriver(
            state,
            environment.registry(),
            new RegistryOutlets(environment, submissions, self),
            log);
    this.office =
        new LeaderClient(
            new AccountService(state, room),
            environment.leaderPatienceMs(),
            environment::send,
            registry);
    this.memory = new MemoryReporter(state, room, submissions::submit, log);
    this.retention =
        new ExpiryDriver(
            new MailExpiry(state, environment.keepMailMs()),
            environment::wallClockMs,
            new ExpiryDriver.Environment(submissions::submit, environment::send),
            log);
  }

  private void load(ChatStore.Kept kept) {
    state.merge(kept.state());
    // It came from the store, which need not write it again.
    state.takeChanges();
    applied.putAll(kept.delivered().counts());
    log.info("loaded: {} accounts, {} waiting messages", state.accounts(), state.mails());
  }

  // The store.

  /** Everything that an input led to is done: what changed may be written. */
  void afterInput() {
    durability.afterInput();
  }

  /** The last commit is durable. */
  void onWritten() {
    durability.onWritten();
    submissions.onDurable(durability.durable());
  }

  // The group.

  VersionVector onGroupStarting(Member member) {
    self = member;
    sessions.onGroupStarting(member);
    submissions.onStopped();
    acceptances.onRestart().forEach(submissions::submit);
    office.onRestart();
    return VersionVector.of(applied);
  }

  void onGroupStarted(Member member, ActorRef<ProtocolActor.Command> multicast) {
    submissions.onStarted(multicast);
    submissions.onDurable(durability.durable());
    sessions.onGroupStarted(member);
  }

  ChatState state() {
    return state;
  }

  void onStateChanged(String changed) {
    nodeState = changed;
  }

  void onStatesArrived(Ballot ballot, List<ChatSnapshot> states) {
    // For a view that was overtaken: nobody would take it up, and it may be large.
    if (view != null && ballot.epoch() <= view.id().epoch()) return;
    fetched = new Fetched(ballot, states);
  }

  void onMulticast(MulticastOutput output, long nowMs) {
    if (output instanceof Delivered delivered) onDelivered(delivered);
    else if (output instanceof Replicated replicated) {
      acceptances.onReplicated(replicated.seq(), replicated.copies());
    } else if (output instanceof CutDelivered cut) onCut(cut);
    else if (output instanceof ViewDelivered delivered) onView(delivered, nowMs);
    else if (output instanceof Decided decided) registry.onDecided(decided.seq());
    else if (output instanceof Overloaded) {
      throw new IllegalStateException(
          "more submitted than the multicast takes: " + submissions.size());
    } else throw new AssertionError("no effect for " + output);
  }

  private void onDelivered(Delivered delivered) {
    Dot dot = delivered.dot();
    applied.put(dot.origin(), dot.seq());
    durability.onChanged();
    boolean isOwn = self != null && dot.origin().equals(self.id());
    if (isOwn) submissions.onDelivered();
    var event = ChatEventCodec.decode(delivered.payload().unsafeArray());
    if (event.isEmpty()) {
      log.error(
          "message {} is not a chat event and is left out: does a member run another version?",
          dot);
      return;
    }
    var stamped = stamp(event.get(), delivered);
    tell(state.apply(stamped, dot.origin()), dot);
    if (!isOwn) return;
    if (stamped instanceof MailSent sent) {
      gate.onDelivered(sent.mail().id());
      acceptances.onDelivered(sent, dot.seq());
    }
  }

  private void tell(List<Notice> notices, Dot by) {
    for (var notice : notices) {
      if (notice instanceof Notice.EntryAppended appended)
        registry.onAppended(by.origin(), appended.entry(), by.seq());
      else if (notice instanceof Notice.Decided decided) office.onDecided(decided.change());
    }
    registry.onDelivered();
    sessions.tell(notices);
  }

  void onProbed(Member member, PortAnswer answer) {
    registry.onProbed(member, answer);
  }

  private static ChatEvent stamp(ChatEvent event, Delivered by) {
    if (!(event instanceof MailSent sent)) return event;
    return new MailSent(sent.mail().withClock(by.clock().asContext()));
  }

  private void onCut(CutDelivered cut) {
    if (!cut.isWanted()) return;
    environment.offerState(cut.ballot(), state.snapshot());
  }

  private void onView(ViewDelivered delivered, long nowMs) {
    // First: who is told of what a merge brings is told when that is durable.
    durability.onChanged();
    mergeFetched(delivered.view());
    applied.clear();
    applied.putAll(delivered.base().counts());
    var before = view;
    view = delivered.view();
    sessions.tell(state.onView(delivered.view()));
    var member = self;
    if (member == null) return;
    environment.recorder(member.id()).begins(delivered.view().id(), state::keptDigest);
    sessions.onView(before, delivered.view(), member.id());
    retention.onView(delivered.view(), member.id());
    memory.onView(before, delivered.view(), member.id());
    office.onView(member.id(), delivered.view(), nowMs);
    environment.viewInstalled(delivered.view());
  }

  private void mergeFetched(View installed) {
    var arrived = fetched;
    fetched = null;
    var ballot = new Ballot(installed.id().epoch(), installed.leader());
    if (arrived == null || !arrived.ballot().equals(ballot)) return;
    long epoch = installed.id().epoch();
    arrived.states().forEach(other -> merge(other.before(epoch)));
    log.info("merged: {} states in view {}", arrived.states().size(), installed.id());
  }

  private void merge(ChatSnapshot other) {
    var disputed = state.disputed(other);
    if (!disputed.isEmpty()) warn(DisputedNames.sentence(disputed));
    var own = state.registry();
    other
        .registry()
        .forEach(
            theirs -> own.flatMap(log -> AccountLog.meeting(log, theirs)).ifPresent(this::warn));
    sessions.tell(state.merge(other));
  }

  private void warn(String sentence) {
    log.warn("{}", sentence);
  }

  // Sessions.

  LocalSessions sessions() {
    return sessions;
  }

  void onSend(ReplicaProtocol.Send send) {
    var entry = sessions.find(send.session());
    if (entry.isEmpty() || self == null) {
      var text = "You are not logged in: log in first.";
      send.replyTo()
          .tell(new ReplicaProtocol.Refused(Refusal.of(Refusal.Code.NOT_LOGGED_IN, text)));
      return;
    }
    // Without numbers of its own a client's messages are numbered in a stream of this server.
    var sender = entry.get().name;
    var stream =
        send.seq().isPresent()
            ? new ClientStream(sender, entry.get().client)
            : ClientStream.ofNode(sender, self.id());
    var decision =
        gate.onSend(stream, send.to(), send.text(), send.seq(), environment.wallClockMs());
    acceptances
        .onDecision(decision, send.replyTo(), entry.get().seen)
        .ifPresent(submissions::submit);
  }

  void awaitQuiet(ActorRef<ReplicaProtocol.Quiet> whoWaits) {
    awaitingQuiet.add(whoWaits);
  }

  void onTick(long nowMs) {
    if (acceptances.isIdle() && submissions.size() == 0) {
      awaitingQuiet.forEach(whoWaits -> whoWaits.tell(ReplicaProtocol.Quiet.INSTANCE));
      awaitingQuiet.clear();
    }
    sessions.onTick(nowMs);
    office.onTick(nowMs);
    memory.onTick();
    retention.onTick(nowMs);
  }

  // Accounts and questions.

  void askLeader(ReplicaProtocol.AskLeader question, long nowMs) {
    office.call(question, nowMs);
  }

  void onLeaderMessage(MemberId from, LeaderMessage message, long nowMs) {
    if (message instanceof LeaderMessage.Ask ask) office.onAsk(from, ask, nowMs);
    else if (message instanceof LeaderMessage.Answer answer) office.onAnswer(answer);
    else if (message instanceof LeaderMessage.AskTime asked) retention.onAsked(from, asked);
    else if (message instanceof LeaderMessage.TellTime told) retention.onTold(from, told, nowMs);
    else throw new AssertionError("no effect for " + message);
  }

  /** What a forced recovery would do here now. */
  ReplicaProtocol.RecoveryStatus recovery() {
    return registry.recovery();
  }

  void recover(ReplicaProtocol.Recover recover, long nowMs) {
    var status = recovery();
    if (status.plan().isEmpty()) {
      recover.replyTo().tell(new LeaderMessage.VotersKept(status.refusal()));
      return;
    }
    var plan = status.plan().get();
    log.warn("recovery: the operator declares {} lost", plan.lost());
    var question = new LeaderMessage.Recover(plan.generation(), recover.id(), plan.lost());
    askLeader(new ReplicaProtocol.AskLeader(question, recover.replyTo()), nowMs);
  }

  void giveUpVote(ActorRef<LeaderMessage.Verdict> replyTo, long nowMs) {
    registry.onLeaving();
    var member = self;
    if (member == null) {
      replyTo.tell(new LeaderMessage.VotersKept("This node has not joined a group."));
      return;
    }
    var question = new LeaderMessage.GiveUpVote(member.id().node());
    askLeader(new ReplicaProtocol.AskLeader(question, replyTo), nowMs);
  }

  ReplicaProtocol.Knowledge knowledge() {
    var clock = new TreeMap<String, Long>();
    applied.forEach((member, count) -> clock.put(member.toString(), count));
    return new ReplicaProtocol.Knowledge(state.snapshot(), clock);
  }

  void askBacklog(ActorRef<CausalMulticast.Backlog> replyTo) {
    submissions.askBacklog(replyTo);
  }

  NodeStatus status() {
    return StatusReport.of(self, view, nodeState, state, registry.closed()).with(memory.status());
  }

  /** Nothing unless this node may say: it leads, or there is no leader that could. */
  Optional<Replica.ServerForClient> serverForClient(long nowMs) {
    return office.serverForClient(nodeState.equals("member"), status().servers(), nowMs);
  }
}
