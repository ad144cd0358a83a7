package dev.parley.sim;

import dev.parley.chat.ChatSnapshot;
import dev.parley.chat.ChatState;
import dev.parley.chat.MailExpiry;
import dev.parley.chat.accounts.AccountLogSettings;
import dev.parley.chat.accounts.LeaderMessage;
import dev.parley.chat.accounts.PortAnswer;
import dev.parley.chat.model.Mail;
import dev.parley.protocol.Ballot;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.multicast.MulticastOutput;
import dev.parley.protocol.multicast.MulticastOutput.Delivered;
import dev.parley.protocol.multicast.Payload;
import dev.parley.protocol.multicast.Quorum;
import dev.parley.replica.BareReplica;
import dev.parley.replica.ChatStore.Commit;
import dev.parley.sim.invariant.Observation;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The chat of one process, on a disk that outlives it: what is written takes a while, and a crash
 * takes what was not, or just was, written. The product's own {@link BareReplica} decides.
 */
final class SimChat implements BareReplica.Environment {
  private static final long MAX_WRITE_MS = 15;
  private static final long CONNECT_TIMEOUT_MS = 200;

  /** A third of the product's times would be as good; faults here last up to 1,500 ms. */
  private static final AccountLogSettings SETTINGS = new AccountLogSettings(true, 100, 200, 40);

  /** A fifth of what the product waits before it leaves. */
  private static final long VOTE_PATIENCE_MS = 200;

  /** A commit, and the payloads that were delivered before it. */
  private record Writing(Commit commit, BitSet payloads) {}

  private final SimNode node;
  private final Simulation sim;
  private final SimDisk disk;
  private final BareReplica replica;
  private final ArrayDeque<Writing> writing = new ArrayDeque<>();
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private Optional<ChatSnapshot> offered = Optional.empty();

  /** {@code incarnation} is what the process is about to be. */
  SimChat(SimNode node, SimDisk disk, long incarnation) {
    this.node = node;
    this.sim = node.sim();
    this.disk = disk;
    var kept = sim.sabotage().onLoad(disk.load(), node.name(), incarnation);
    replica = new BareReplica(this, kept, SETTINGS);
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
    disk.commit(written.commit(), written.payloads());
    var changes = written.commit().changes();
    var arrived = changes.arrived().stream().map(Mail::id).toList();
    sim.observe(new Observation.Kept(node.name(), arrived, changes.gone()));
  }

  /** Something comes over a connection: a process that stands still finds it when it goes on. */
  void tell(Consumer<BareReplica> input) {
    if (node.isPaused()) waiting.add(() -> tell(input));
    else if (isAlive()) input.accept(replica);
  }

  void onResumed() {
    for (int count = waiting.size(); count > 0; count--) waiting.remove().run();
  }

  /** {@code then} is called once it is decided, or not within a while; perhaps twice. */
  void giveUpVote(Runnable then) {
    tell(bare -> bare.giveUpVote(answer -> then.run(), sim.nowMs()));
    sim.after(VOTE_PATIENCE_MS, then);
  }

  /** The operator declares the voters lost that are not here. */
  void recover(long id, Consumer<LeaderMessage.Verdict> told) {
    tell(bare -> bare.recover(id, told, sim.nowMs()));
  }

  void onTick() {
    sim.sabotage().beforeTick(replica);
    replica.onTick(sim.nowMs());
  }

  /** What it holds, for people and their mail. */
  ChatState state() {
    return replica.state();
  }

  BareReplica replica() {
    return replica;
  }

  // The group.

  void starting(Member member) {
    replica.starting(member);
  }

  void started(Member member) {
    replica.started(member);
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
    replica.onMulticast(taken, sim.nowMs());
  }

  void onStates(Ballot ballot, List<ChatSnapshot> states) {
    replica.onStates(ballot, states.stream().map(sim.sabotage()::onMerge).toList());
  }

  void onMessage(MemberId from, LeaderMessage message) {
    tell(bare -> bare.onLeaderMessage(from, message, sim.nowMs()));
  }

  /** What was offered at the last cut. */
  Optional<ChatSnapshot> offered() {
    return offered;
  }

  // Effects.

  @Override
  public void submit(Payload payload) {
    node.submit(sim.sabotage().onSubmit(payload));
  }

  @Override
  public void durable(VersionVector delivered) {
    node.group().durable(delivered);
  }

  @Override
  public void await(long seq, List<Quorum> quorums) {
    node.group().await(seq, sim.sabotage().onAwait(quorums));
  }

  @Override
  public void write(Commit commit) {
    sim.people().onStep(node, "write");
    if (!isAlive()) return;
    writing.add(new Writing(commit, (BitSet) node.replica().state().clone()));
    if (!sim.sabotage().isDiskAwaited()) sim.after(0, () -> tell(BareReplica::written));
    sim.after(1 + sim.random().nextLong(MAX_WRITE_MS), this::onWritten);
  }

  private void onWritten() {
    if (!isAlive()) return;
    keep(writing.remove());
    sim.people().onStep(node, "written");
    if (sim.sabotage().isDiskAwaited()) tell(BareReplica::written);
  }

  @Override
  public void send(Transmit transmit) {
    sim.network().send(node, node.group().self().id(), transmit);
  }

  @Override
  public void offer(Ballot ballot, ChatSnapshot state) {
    offered = Optional.of(state);
  }

  @Override
  public void probe(Endpoint bus, Consumer<PortAnswer> told) {
    var machine = sim.at(bus).orElseThrow();
    boolean isReached =
        sim.network().reaches(node, machine) && sim.network().reaches(machine, node);
    sim.after(
        isReached ? 1 + sim.random().nextLong(5) : CONNECT_TIMEOUT_MS,
        () -> {
          if (!isAlive()) return;
          boolean isDead = isReached && !machine.isRunning();
          if (isDead) sim.faults().add(Fault.PROVEN_DEAD);
          if (isDead || sim.sabotage().isProofForged()) told.accept(PortAnswer.REFUSES);
          else told.accept(isReached ? PortAnswer.LISTENS : PortAnswer.SILENT);
        });
  }

  @Override
  public long wallClockMs() {
    return MailExpiry.EARLIEST_MS + sim.nowMs() + node.wallAheadMs();
  }

  @Override
  public long keepMailMs() {
    return sim.profile().mail().keepMs();
  }

  @Override
  public long mailMemory() {
    return sim.profile().mail().memoryBytes();
  }

  @Override
  public void begins(MemberId self, ViewId view, String digest) {
    sim.observe(new Observation.StateBegun(self, view, digest));
  }
}
