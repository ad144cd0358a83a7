package dev.parley.replica;

import dev.parley.chat.ChatEvent;
import dev.parley.chat.ChatState;
import dev.parley.chat.accounts.AccountChange;
import dev.parley.chat.accounts.AccountLog;
import dev.parley.chat.accounts.AccountLogEntry;
import dev.parley.chat.accounts.AccountLogLeader;
import dev.parley.chat.accounts.AccountLogSettings;
import dev.parley.chat.accounts.LeaderMessage.Verdict;
import dev.parley.chat.accounts.LeaderMessage.VotersQuestion;
import dev.parley.chat.accounts.NodeWithoutAccounts;
import dev.parley.chat.accounts.PortAnswer;
import dev.parley.chat.accounts.Registration;
import dev.parley.chat.accounts.RegistrationRules;
import dev.parley.chat.accounts.SurvivorProof;
import dev.parley.chat.model.Refusal;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.View;
import dev.parley.replica.ReplicaProtocol.AccountsStatus;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Performs the steps of the account log's leader while this node leads, and logs whether accounts
 * can be changed. The rules are {@link AccountLogLeader}'s.
 */
final class AccountLogDriver {
  private static final long SAY_AFTER_MS = 1_000;

  private static final String FORGEABLE =
      "parley.registry.last-survivor = on: half of the servers decide about accounts when the"
          + " machines of the others refuse connections. Whoever can forge such a refusal on the"
          + " network can divide the accounts: same-machine is safe";

  private static final String ANYBODY =
      "registration is open: everybody who reaches a server of this cluster can register. The"
          + " operator ends that by POST /api/registration?mode=invite; with"
          + " parley.registration = open this is not said";

  private final ChatState state;
  private final AccountLogSettings settings;
  private final NodeWithoutAccounts newcomer;
  private final OwnEvents ownEvents;
  private final ReplicaOutputs outputs;
  private Optional<AccountLogLeader> logLeader = Optional.empty();
  private @Nullable MemberId self;
  private boolean isLeaving;
  private String said = "";
  private String noticed = "";
  private long noticedMs;
  private boolean isOpenSaid;

  AccountLogDriver(
      ChatState state,
      AccountLogSettings settings,
      NodeWithoutAccounts newcomer,
      OwnEvents ownEvents,
      ReplicaOutputs outputs) {
    this.state = state;
    this.settings = settings;
    this.newcomer = newcomer;
    this.ownEvents = ownEvents;
    this.outputs = outputs;
    if (settings.lastSurvivor() == SurvivorProof.ON) outputs.warn(FORGEABLE);
  }

  void onView(MemberId member, View installed, long nowMs) {
    self = member;
    if (newcomer.onState(state.registry())) outputs.add(ReplicaOutput.Settled.INSTANCE);
    logLeader =
        installed.leader().equals(member)
            ? Optional.of(new AccountLogLeader(installed, member, state.registry(), rules(), nowMs))
            : Optional.empty();
    logLeader.ifPresent(own -> perform(own.begin(nowMs)));
  }

  private AccountLogSettings rules() {
    return isLeaving ? settings.whileLeaving() : settings;
  }

  /** This node is about to leave. */
  void onLeaving() {
    isLeaving = true;
  }

  void onRestart() {
    logLeader = Optional.empty();
    self = null;
  }

  /** Present while this node leads. */
  Optional<AccountLogLeader> logLeader() {
    return logLeader;
  }

  /** The reason why this node does not start to decide at all. */
  Optional<Refusal> unfounded() {
    return newcomer.refusal();
  }

  /** A member wants a decision. */
  void onWanted() {
    logLeader.ifPresent(own -> perform(own.onWanted()));
  }

  /** To be called only while {@link AccountLogLeader#isOpen} is true. */
  void decide(AccountChange change) {
    logLeader.ifPresent(own -> perform(List.of(own.decide(change))));
  }

  /** {@code origin}'s message {@code seq} put {@code entry} into the log here. */
  void onAppended(MemberId origin, AccountLogEntry entry, long seq) {
    if (!origin.equals(self)) return;
    logLeader.ifPresent(
        own -> state.registry().ifPresent(after -> perform(own.onAppended(entry, after, seq))));
  }

  /** The quorums hold this node's message {@code seq}. */
  void onDecided(long seq) {
    logLeader.ifPresent(own -> perform(own.onDecided(seq)));
  }

  /** A message was delivered; entries may have been decided by it. */
  void onDelivered() {
    logLeader.ifPresent(own -> state.registry().ifPresent(own::onCommitted));
  }

  void onProbed(Member member, PortAnswer answer) {
    logLeader.ifPresent(own -> perform(own.onProbed(member, answer)));
  }

  void onTick(long nowMs) {
    logLeader.ifPresent(own -> perform(own.onTick(nowMs)));
    say(nowMs);
    sayOpen();
  }

  /** A member asks this node, as the leader. */
  void onVotersQuestion(VotersQuestion question, long nowMs) {
    logLeader.ifPresent(own -> perform(own.onVotersQuestion(question, nowMs)));
  }

  /** The verdict on the question; empty while it is undecided, or if this node does not lead. */
  Optional<Verdict> verdict(VotersQuestion question) {
    return logLeader.flatMap(own -> own.verdict(question));
  }

  /** The plan of a forced recovery here and now, or the reason why there is none. */
  ReplicaProtocol.RecoveryStatus recovery() {
    var refusal = state.recoveryRefusal(settings.lastSurvivor());
    return new ReplicaProtocol.RecoveryStatus(
        refusal.isPresent() ? Optional.empty() : state.recovery(), refusal.orElse(""));
  }

  /** The reason, for users, why accounts cannot be changed at the moment; empty if they can. */
  Optional<String> closed() {
    return state.registryClosed(settings.lastSurvivor());
  }

  /** Who may register; before the accounts are founded, who may if this node founds them. */
  RegistrationRules registration() {
    return state
        .registry()
        .map(AccountLog::rules)
        .orElseGet(() -> RegistrationRules.of(settings.registration()));
  }

  /** The report about accounts. */
  AccountsStatus accounts() {
    var voters = state.registry().map(AccountLog::electorate).orElse(List.of());
    int generation = state.registry().map(log -> log.latestFounding().generation()).orElse(0);
    return new AccountsStatus(
        state.accounts(), voters, generation, closed(), registration().mode());
  }

  private void sayOpen() {
    boolean isUnwanted =
        settings.registration() != Registration.OPEN
            && state.registry().isPresent()
            && registration().mode() == Registration.OPEN;
    if (isUnwanted && !isOpenSaid) outputs.warn(ANYBODY);
    isOpenSaid = isUnwanted;
  }

  // In each new view accounts are closed until a disk has written its first entry: not worth a log
  // line.
  private void say(long nowMs) {
    var now = closed().orElse("");
    if (!now.equals(noticed)) {
      noticed = now;
      noticedMs = nowMs;
    }
    if (now.equals(said) || nowMs - noticedMs < SAY_AFTER_MS) return;
    said = now;
    if (now.isEmpty()) outputs.info("accounts can be changed again");
    else outputs.warn("accounts cannot be changed: " + now);
  }

  private void perform(List<AccountLogLeader.Step> steps) {
    for (var step : steps) {
      if (step instanceof AccountLogLeader.Append append) {
        ownEvents.submit(new ChatEvent.RegistryAppended(append.entry()));
      } else if (step instanceof AccountLogLeader.Commit commit) {
        ownEvents.submit(new ChatEvent.RegistryCommitted(commit.upTo()));
      } else if (step instanceof AccountLogLeader.Await await) {
        ownEvents.await(await.seq(), await.quorums());
      } else if (step instanceof AccountLogLeader.Probe probe) {
        probe.members().forEach(member -> outputs.add(new ReplicaOutput.Probe(member)));
      } else throw new AssertionError("no effect for " + step);
    }
  }
}
