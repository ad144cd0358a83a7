package dev.parley.sim;

import dev.parley.chat.ChatEvent;
import dev.parley.chat.ChatEvent.AccountRegistered;
import dev.parley.chat.ChatSnapshot;
import dev.parley.chat.ChatState;
import dev.parley.chat.LeaderDesk;
import dev.parley.chat.LeaderMessage.Register;
import dev.parley.chat.LeaderMessage.Verdict;
import dev.parley.chat.Notice;
import dev.parley.chat.Registry;
import dev.parley.chat.RegistryChair;
import dev.parley.chat.RegistrySettings;
import dev.parley.chat.UserName;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.View;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The accounts of one process, on a disk that outlives it: what is written takes a while, and a
 * crash takes what was not, or just was, written. Does what the node's offices do with the rules.
 */
final class SimAccounts {
  private static final long MAX_WRITE_MS = 15;
  private static final long CONNECT_TIMEOUT_MS = 200;

  /** A third of the product's times would be as good; faults here last up to 1,500 ms. */
  private static final RegistrySettings SETTINGS = new RegistrySettings(true, 100, 200);

  private final SimNode node;
  private final Simulation sim;
  private final ChatState state = new ChatState();
  private final LeaderDesk desk = new LeaderDesk(state);
  private final TreeMap<UserName, List<Consumer<Verdict>>> askers = new TreeMap<>();
  private Optional<RegistryChair> chair = Optional.empty();
  private @Nullable View view;
  private SimReplica.@Nullable Kept underWay;
  private boolean isDirty;

  /** {@code incarnation} is what the process is about to be. */
  SimAccounts(SimNode node, Optional<ChatSnapshot> kept, long incarnation) {
    this.node = node;
    this.sim = node.sim();
    boolean isForgotten = sim.sabotage().isRestartForgotten();
    kept.map(accounts -> isForgotten ? relived(accounts, node.name(), incarnation) : accounts)
        .ifPresent(state::merge);
  }

  /** As if the process that kept {@code snapshot} were the one of {@code incarnation}. */
  static ChatSnapshot relived(ChatSnapshot snapshot, String name, long incarnation) {
    var registries =
        snapshot.registry().stream()
            .map(
                log ->
                    new Registry(
                        log.founding(),
                        log.committed(),
                        log.voters(),
                        relived(log.primary(), name, incarnation),
                        log.known(),
                        log.pending()))
            .toList();
    return new ChatSnapshot(
        snapshot.lamport(),
        snapshot.accounts(),
        snapshot.streams(),
        snapshot.mails(),
        snapshot.servers(),
        snapshot.sessions(),
        registries);
  }

  private static List<Member> relived(List<Member> members, String name, long incarnation) {
    return members.stream()
        .map(
            member ->
                member.id().node().equals(name)
                    ? new Member(new MemberId(name, incarnation), member.bus(), member.client())
                    : member)
        .toList();
  }

  ChatState state() {
    return state;
  }

  // The disk.

  /** Something was delivered: the disk must have it before anybody may count on it. */
  void onChanged() {
    isDirty = true;
    if (underWay == null) write();
  }

  private void write() {
    isDirty = false;
    var replica = node.replica();
    var snapshot =
        new SimReplica.Kept((BitSet) replica.state().clone(), replica.applied(), state.snapshot());
    underWay = snapshot;
    sim.after(
        1 + sim.random().nextLong(MAX_WRITE_MS),
        () -> {
          if (!isAlive()) return;
          underWay = null;
          node.keep(snapshot);
          node.group().durable(snapshot.applied());
          if (isDirty) write();
        });
  }

  private boolean isAlive() {
    return node.isRunning() && node.replica().accounts() == this;
  }

  /** The process dies; the disk may have had what it did not tell of yet. */
  void onCrash() {
    var last = underWay;
    if (last != null && sim.chance(0.5)) node.keep(last);
  }

  // The group.

  void onGroupStopped() {
    chair = Optional.empty();
    view = null;
  }

  void onDelivered(MemberId self, MemberId origin, long seq, ChatEvent event) {
    sim.trace().say(sim.nowMs(), () -> self + " takes " + event);
    for (var notice : state.apply(event, origin)) {
      sim.trace().say(sim.nowMs(), () -> self + " notes " + notice);
      if (notice instanceof Notice.EntryAppended appended && origin.equals(self)) {
        chair.ifPresent(
            own -> perform(own.onAppended(appended.entry(), state.registry().orElseThrow(), seq)));
      } else if (notice instanceof Notice.Decided decided) onDecided(decided.change());
    }
    chair.ifPresent(own -> state.registry().ifPresent(own::onCommitted));
    onChanged();
  }

  private void onDecided(ChatEvent.AccountChange change) {
    var account = ((AccountRegistered) change).account();
    sim.registrations().onApplied(node, account);
    var verdict = desk.onDecided(change);
    var waiting = askers.remove(account.name());
    if (waiting != null) waiting.forEach(asker -> asker.accept(verdict));
  }

  void onView(MemberId self, View installed, List<ChatSnapshot> merged) {
    merged.forEach(this::merge);
    state.onView(installed);
    sim.trace().say(sim.nowMs(), () -> self + " begins with " + state.registry());
    view = installed;
    desk.onView();
    askers.clear();
    chair =
        installed.leader().equals(self)
            ? Optional.of(
                new RegistryChair(installed, self, state.registry(), SETTINGS, sim.nowMs()))
            : Optional.empty();
    chair.ifPresent(own -> perform(own.begin(sim.nowMs())));
    onChanged();
  }

  private void merge(ChatSnapshot other) {
    for (var notice : state.merge(other)) {
      if (notice instanceof Notice.Decided decided) onDecided(decided.change());
    }
  }

  /** The quorums have this member's message {@code seq}. */
  void onQuorum(long seq) {
    chair.ifPresent(own -> perform(own.onDecided(seq)));
  }

  void onTick() {
    chair.ifPresent(own -> perform(own.onTick(sim.nowMs())));
  }

  // Questions.

  void onAsk(Register register, Consumer<Verdict> asker) {
    var current = view;
    if (current == null || chair.isEmpty()) return;
    var decision = desk.onQuestion(register, current, chair.get(), sim.nowMs());
    if (decision instanceof LeaderDesk.Answered answered) asker.accept(answered.verdict());
    else if (decision instanceof LeaderDesk.TooEarly) perform(chair.get().onWanted());
    else {
      askers.computeIfAbsent(register.name(), name -> new ArrayList<>()).add(asker);
      if (decision instanceof LeaderDesk.Proposed proposed)
        perform(List.of(chair.get().decide(proposed.change())));
    }
  }

  private void perform(List<RegistryChair.Step> steps) {
    for (var step : steps) {
      if (step instanceof RegistryChair.Append append) {
        node.submit(new ChatEvent.RegistryAppended(append.entry()));
      } else if (step instanceof RegistryChair.Commit commit) {
        node.submit(new ChatEvent.RegistryCommitted(commit.upTo()));
      } else if (step instanceof RegistryChair.Await await) {
        node.group().await(await.seq(), await.quorums());
      } else if (step instanceof RegistryChair.Probe probe) probe.members().forEach(this::probe);
    }
  }

  private void probe(Member member) {
    var machine = sim.at(member.bus()).orElseThrow();
    boolean isReached =
        sim.network().reaches(node, machine) && sim.network().reaches(machine, node);
    sim.after(
        isReached ? 1 + sim.random().nextLong(5) : CONNECT_TIMEOUT_MS,
        () -> {
          if (!isAlive()) return;
          boolean isRefused = isReached && !machine.isRunning();
          if (isRefused) sim.faults().add(Fault.PROVEN_DEAD);
          var answer = isRefused || sim.sabotage().isProofForged();
          chair.ifPresent(own -> perform(own.onProbed(member, answer)));
        });
  }
}
