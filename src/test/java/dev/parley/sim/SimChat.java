package dev.parley.sim;

import dev.parley.chat.BucketDigests;
import dev.parley.chat.BucketSet;
import dev.parley.chat.ChatState;
import dev.parley.chat.MailExpiry;
import dev.parley.chat.MailShares;
import dev.parley.chat.PartialState;
import dev.parley.chat.accounts.AccountLogSettings;
import dev.parley.chat.accounts.LeaderMessage;
import dev.parley.chat.accounts.LeaderMessage.Verdict;
import dev.parley.chat.accounts.PortAnswer;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.accounts.SurvivorProof;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.ReadPosition;
import dev.parley.chat.model.UserName;
import dev.parley.chat.rooms.Room;
import dev.parley.protocol.Ballot;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.NodeState;
import dev.parley.protocol.multicast.MulticastOutput;
import dev.parley.protocol.multicast.MulticastOutput.Delivered;
import dev.parley.protocol.multicast.MulticastOutput.ViewDelivered;
import dev.parley.protocol.version.VersionOffer;
import dev.parley.replica.Arrival;
import dev.parley.replica.ChatStore.Basis;
import dev.parley.replica.ChatStore.Commit;
import dev.parley.replica.ClientTraits;
import dev.parley.replica.LoginProof;
import dev.parley.replica.ReplicaOutput;
import dev.parley.replica.ReplicaSettings;
import dev.parley.replica.ReplicatedChat;
import dev.parley.replica.SessionRequest;
import dev.parley.sim.invariant.Observation;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * The chat of one process, on a disk that outlives it: what is written takes a while, and a crash
 * takes what was not, or just was, written. The product's own {@link ReplicatedChat} decides.
 */
final class SimChat {
  private static final Arrival HERE = new Arrival("", 0);
  private static final long MAX_WRITE_MS = 15;
  private static final long CONNECT_TIMEOUT_MS = 200;

  /** A third of the product's times would be as good; faults here last up to 1,500 ms. */
  private static final AccountLogSettings SETTINGS =
      new AccountLogSettings(SurvivorProof.ON, 100, 200, 40);

  private static final long LEADER_PATIENCE_MS = 2_000;

  /** The product's. */
  static final long OFFLINE_AFTER_MS = 5_000;

  /** A fifth of what the product waits before it leaves. */
  private static final long VOTE_PATIENCE_MS = 200;

  /** Where the answer to one message goes. */
  private record Reply(SimSession session, long seq) {}

  /** A commit, and the payloads that were delivered before it. */
  private record Writing(Commit commit, BitSet payloads) {}

  private final SimNode node;
  private final Simulation sim;
  private final SimDisk disk;
  private final ReplicatedChat<SimSession, Reply, Consumer<Verdict>> chat;
  private final ArrayDeque<ReplicaOutput> outputs = new ArrayDeque<>();
  private final ArrayDeque<Writing> writing = new ArrayDeque<>();
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private final ArrayDeque<Consumer<ReplicaOutput.CopyKept>> awaitingCopy = new ArrayDeque<>();
  private Optional<ReplicaOutput.OfferState> offered = Optional.empty();
  private boolean isPerforming;

  /** {@code incarnation} is what the process is about to be. */
  SimChat(SimNode node, SimDisk disk, long incarnation) {
    this.node = node;
    this.sim = node.sim();
    this.disk = disk;
    if (!sim.sabotage().isCopyForgotten()) disk.believeCopy();
    var kept = sim.sabotage().onLoad(disk.load(), node.name(), incarnation);
    var mail = sim.profile().mail();
    var settings =
        new ReplicaSettings(
            LEADER_PATIENCE_MS,
            mail.keepMs(),
            mail.memoryBytes(),
            MailShares.UNLIMITED,
            SETTINGS,
            false,
            mail.forgetClientsMs(),
            OFFLINE_AFTER_MS,
            0,
            sim.profile().mail().sessionsPerUser(),
            Room.MAX_MEMBERS);
    // Of its own: a draw from the run's generator would make every seed another run.
    var numbers = new SplittableRandom(sim.seed() + incarnation);
    chat = new ReplicatedChat<>(settings, Optional.of(kept), numbers);
    chat.onStateChanged(NodeState.MEMBER);
  }

  // The process.

  private boolean isAlive() {
    return node.isRunning() && node.replica().chat() == this;
  }

  /** The disk may have had what it did not tell of yet. */
  void onCrash() {
    while (!writing.isEmpty() && sim.chance(0.5)) {
      keep(writing.remove());
    }
  }

  private void keep(Writing written) {
    boolean wasCopy = disk.isCopy();
    disk.commit(written.commit(), written.payloads());
    // A copy of many moments may have what was gone in another one, or is of another part.
    if (written.commit().basis() == Basis.COPY) return;
    var changes = written.commit().changes();
    var arrived = changes.arrived().stream().map(Mail::id).toList();
    List<MessageId> gone = wasCopy ? List.of() : changes.gone();
    sim.observe(new Observation.Kept(node.name(), arrived, gone));
  }

  /** Something comes over a connection: a process that stands still finds it when it goes on. */
  void tell(Runnable input) {
    if (node.isPaused()) waiting.add(() -> tell(input));
    else if (isAlive()) input.run();
  }

  void onResumed() {
    for (int count = waiting.size(); count > 0; count--) waiting.remove().run();
  }

  /** {@code then} is called once it is decided, or not within a while; perhaps twice. */
  void giveUpVote(Runnable then) {
    tell(() -> perform(chat.onGiveUpVote(verdict -> then.run(), sim.nowMs())));
    sim.after(VOTE_PATIENCE_MS, then);
  }

  /** The operator declares the voters lost that are not here. */
  void recover(long id, Consumer<Verdict> told) {
    tell(() -> perform(chat.onRecover(told, id, sim.nowMs())));
  }

  void onTick() {
    sim.sabotage().beforeTick(chat);
    perform(chat.onTick(sim.nowMs(), wallClockMs()));
  }

  /** What it holds, for people and their mail. */
  ChatState state() {
    return chat.state();
  }

  // People, at this machine.

  void open(SimSession session, UserName name, String client, ReadPosition after) {
    var account = state().account(name);
    long verifier = account.map(a -> a.verifier().number()).orElse(ScramVerifier.ANY);
    var request =
        new SessionRequest(
            name,
            state().claim(name),
            verifier,
            client,
            after,
            LoginProof.byPassword(Optional.of(client)),
            HERE,
            new ClientTraits(ClientTraits.LATEST, ""));
    perform(chat.onOpen(session, request, sim.nowMs()));
  }

  void open(SimSession session, UserName name, String client, LoginProof proof) {
    var request =
        new SessionRequest(
            name,
            state().claim(name),
            ScramVerifier.ANY,
            client,
            ReadPosition.NOTHING,
            proof,
            HERE,
            ClientTraits.NONE);
    perform(chat.onOpen(session, request, sim.nowMs()));
  }

  void logOut(SimSession session, boolean isAll) {
    perform(chat.onLogOut(session, isAll, wallClockMs()));
  }

  void send(SimSession session, UserName to, String text, long seq) {
    var draft = new ReplicatedChat.Draft(to, text, Optional.of(seq));
    perform(chat.onSend(session, draft, new Reply(session, seq), wallClockMs()));
  }

  void send(SimSession session, SimClient.Draft draft) {
    if (draft.room().isEmpty()) {
      send(session, draft.to(), draft.text(), draft.seq());
      return;
    }
    var post =
        new ReplicatedChat.PostDraft(draft.room().get(), draft.text(), Optional.of(draft.seq()));
    perform(chat.onPost(session, post, new Reply(session, draft.seq()), wallClockMs()));
  }

  void setBlock(SimSession session, UserName name, boolean isBlocked) {
    perform(chat.onSetBlock(session, name, isBlocked));
  }

  void watch(SimSession session, List<UserName> names) {
    perform(chat.onSetWatch(session, names, true));
  }

  void acknowledge(SimSession session, long n) {
    perform(chat.onAcknowledge(session, n, wallClockMs()));
  }

  void close(SimSession session) {
    perform(chat.onClose(session));
  }

  /** Asks the leader. */
  void ask(LeaderMessage.Question question, Consumer<Verdict> told) {
    tell(() -> perform(chat.onQuestion(told, question, sim.nowMs())));
  }

  // The group.

  void starting(Member member) {
    perform(chat.onGroupStarting(member));
  }

  void started(Member member) {
    perform(chat.onGroupStarted(member));
  }

  void on(MulticastOutput output) {
    var taken =
        output instanceof Delivered delivered
            ? new Delivered(
                delivered.dot(),
                delivered.frames(),
                delivered.clock(),
                SimNode.content(delivered.payload()))
            : output;
    perform(chat.onMulticast(taken, sim.nowMs()));
    // All run one program.
    if (output instanceof ViewDelivered) chat.onFeaturesAgreed(VersionOffer.OWN.features());
  }

  void onStates(Ballot ballot, List<PartialState> states) {
    chat.onStatesArrived(ballot, states.stream().map(sim.sabotage()::onMerge).toList());
  }

  void onMessage(MemberId from, LeaderMessage message) {
    tell(() -> perform(chat.onLeaderMessage(from, message, sim.nowMs(), wallClockMs())));
  }

  BucketDigests digests() {
    return chat.digests();
  }

  BucketSet onCopied(BucketDigests known) {
    return chat.onCopied(known, sim.nowMs());
  }

  /** As this node copies from another. */
  boolean isCopyTaken() {
    return chat.isCopyTaken();
  }

  void onCopyArrived(PartialState slice) {
    perform(chat.onCopyArrived(slice));
  }

  void awaitCopy(Consumer<ReplicaOutput.CopyKept> then) {
    awaitingCopy.add(then);
    perform(chat.onCopyAwaited());
  }

  PartialState copy(BucketSet buckets) {
    return chat.copy(buckets);
  }

  /** The digests of the state that was offered for {@code ballot}. */
  Optional<BucketDigests> digests(Ballot ballot) {
    return offered
        .filter(offer -> offer.ballot().equals(ballot))
        .map(ReplicaOutput.OfferState::digests);
  }

  /**
   * What is different in the state that was offered for {@code ballot} from one with the digests
   * {@code known}, or everything.
   */
  Optional<PartialState> frozen(Ballot ballot, Optional<BucketDigests> known) {
    return digests(ballot)
        .map(own -> known.map(own::different).orElse(BucketSet.ALL))
        .flatMap(different -> chat.frozen(ballot, different));
  }

  // Outputs.

  /**
   * What an output leads to at once, in this very process, comes after the outputs before it. A
   * machine that dies in the middle performs no more of them.
   */
  private void perform(List<ReplicaOutput> next) {
    outputs.addAll(next);
    if (isPerforming) return;
    isPerforming = true;
    while (!outputs.isEmpty() && isAlive()) perform(outputs.remove());
    isPerforming = false;
  }

  @SuppressWarnings("unchecked") // callers are those that this gave
  private void perform(ReplicaOutput output) {
    if (output instanceof ReplicaOutput.Tell<?> tell) {
      ((SimSession) tell.session()).onEvent(tell.event());
    } else if (output instanceof ReplicaOutput.Answer<?> answer) {
      var reply = (Reply) answer.replyTo();
      reply.session().onAnswer(reply.seq(), answer.answer());
    } else if (output instanceof ReplicaOutput.Judge<?> judge) {
      ((Consumer<Verdict>) judge.caller()).accept(judge.verdict());
    } else if (output instanceof ReplicaOutput.Submit submit) {
      node.submit(sim.sabotage().onSubmit(submit.payload()));
    } else if (output instanceof ReplicaOutput.Durable durable) {
      node.group().durable(durable.delivered());
    } else if (output instanceof ReplicaOutput.AwaitQuorums await) {
      node.group().await(await.seq(), sim.sabotage().onAwait(await.quorums()));
    } else if (output instanceof ReplicaOutput.Write write) write(write.commit());
    else if (output instanceof ReplicaOutput.Send send) {
      sim.network().send(node, node.group().self().id(), send.transmit());
    } else if (output instanceof ReplicaOutput.OfferState offer) {
      offered = Optional.of(offer);
    } else if (output instanceof ReplicaOutput.Probe probe) probe(probe.member());
    else if (output instanceof ReplicaOutput.CopyKept kept) awaitingCopy.remove().accept(kept);
    else if (output instanceof ReplicaOutput.ViewBegun begun) {
      var view = begun.view().id();
      sim.observe(new Observation.StateBegun(begun.self().id(), view, state().keptDigest()));
    }
    // Nobody here reads the log, or minds that a leader is awaited.
  }

  private void write(Commit commit) {
    sim.people().onStep(node, "write");
    if (!isAlive()) return;
    writing.add(new Writing(commit, (BitSet) node.replica().state().clone()));
    if (!sim.sabotage().isDiskAwaited()) sim.after(0, this::tellWritten);
    sim.after(1 + sim.random().nextLong(MAX_WRITE_MS), this::onWritten);
  }

  private void onWritten() {
    if (!isAlive()) return;
    keep(writing.remove());
    // Between two commits, so that a process dies within a checkpoint now and then.
    disk.step();
    sim.people().onStep(node, "written");
    if (sim.sabotage().isDiskAwaited()) tellWritten();
  }

  private void tellWritten() {
    tell(() -> perform(chat.onWritten()));
  }

  private void probe(Member member) {
    var machine = sim.at(member.bus()).orElseThrow();
    boolean isReached =
        sim.network().reaches(node, machine) && sim.network().reaches(machine, node);
    sim.after(
        isReached ? 1 + sim.random().nextLong(5) : CONNECT_TIMEOUT_MS,
        () -> {
          if (!isAlive()) return;
          boolean isDead = isReached && !machine.isRunning();
          if (isDead) sim.faults().add(Fault.PROVEN_DEAD);
          if (isDead || sim.sabotage().isProofForged()) onProbed(member, PortAnswer.REFUSES);
          else onProbed(member, isReached ? PortAnswer.LISTENS : PortAnswer.SILENT);
        });
  }

  private void onProbed(Member member, PortAnswer answer) {
    perform(chat.onProbed(member, answer));
  }

  private long wallClockMs() {
    return MailExpiry.EARLIEST_MS + sim.nowMs() + node.wallAheadMs();
  }
}
