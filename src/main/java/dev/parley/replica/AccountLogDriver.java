package dev.parley.replica;

import dev.parley.chat.ChatEvent;
import dev.parley.chat.ChatState;
import dev.parley.chat.accounts.AccountChange;
import dev.parley.chat.accounts.AccountLogEntry;
import dev.parley.chat.accounts.AccountLogLeader;
import dev.parley.chat.accounts.AccountLogSettings;
import dev.parley.chat.accounts.LeaderMessage.Verdict;
import dev.parley.chat.accounts.LeaderMessage.VotersQuestion;
import dev.parley.chat.accounts.NodeWithoutAccounts;
import dev.parley.chat.accounts.PortAnswer;
import dev.parley.chat.model.Refusal;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.View;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Performs what the chair of the registry says while this node leads, and tells people whether
 * accounts can be changed. The rules are {@link AccountLogLeader}'s.
 */
final class AccountLogDriver {
  private static final long SAY_AFTER_MS = 1_000;

  private final ChatState state;
  private final AccountLogSettings settings;
  private final NodeWithoutAccounts newcomer;
  private final OwnEvents submissions;
  private final ReplicaOutputs outputs;
  private Optional<AccountLogLeader> chair = Optional.empty();
  private @Nullable MemberId self;
  private boolean isLeaving;
  private String said = "";
  private String noticed = "";
  private long noticedMs;

  AccountLogDriver(
      ChatState state,
      AccountLogSettings settings,
      NodeWithoutAccounts newcomer,
      OwnEvents submissions,
      ReplicaOutputs outputs) {
    this.state = state;
    this.settings = settings;
    this.newcomer = newcomer;
    this.submissions = submissions;
    this.outputs = outputs;
  }

  void onView(MemberId member, View installed, long nowMs) {
    self = member;
    if (newcomer.onState(state.registry())) outputs.add(ReplicaOutput.Settled.INSTANCE);
    chair =
        installed.leader().equals(member)
            ? Optional.of(new AccountLogLeader(installed, member, state.registry(), rules(), nowMs))
            : Optional.empty();
    chair.ifPresent(own -> perform(own.begin(nowMs)));
  }

  private AccountLogSettings rules() {
    return isLeaving ? settings.whileLeaving() : settings;
  }

  /** This node is about to leave. */
  void onLeaving() {
    isLeaving = true;
  }

  void onRestart() {
    chair = Optional.empty();
    self = null;
  }

  /** Present while this node leads. */
  Optional<AccountLogLeader> chair() {
    return chair;
  }

  /** Why this node does not begin to decide at all. */
  Optional<Refusal> unfounded() {
    return newcomer.refusal();
  }

  /** Somebody wants something to be decided. */
  void onWanted() {
    chair.ifPresent(own -> perform(own.onWanted()));
  }

  /** Only while the chair is open. */
  void decide(AccountChange change) {
    chair.ifPresent(own -> perform(List.of(own.decide(change))));
  }

  /** {@code origin}'s message {@code seq} put {@code entry} into the log here. */
  void onAppended(MemberId origin, AccountLogEntry entry, long seq) {
    if (!origin.equals(self)) return;
    chair.ifPresent(
        own -> state.registry().ifPresent(after -> perform(own.onAppended(entry, after, seq))));
  }

  /** The quorums have this node's message {@code seq}. */
  void onDecided(long seq) {
    chair.ifPresent(own -> perform(own.onDecided(seq)));
  }

  /** Something was delivered, and may have been decided by it. */
  void onDelivered() {
    chair.ifPresent(own -> state.registry().ifPresent(own::onCommitted));
  }

  void onProbed(Member member, PortAnswer answer) {
    chair.ifPresent(own -> perform(own.onProbed(member, answer)));
  }

  void onTick(long nowMs) {
    chair.ifPresent(own -> perform(own.onTick(nowMs)));
    say(nowMs);
  }

  /** A member asks this node, as the leader. */
  void onVotersQuestion(VotersQuestion question, long nowMs) {
    chair.ifPresent(own -> perform(own.onVotersQuestion(question, nowMs)));
  }

  /** What became of the question; empty while that is open, or if this node does not lead. */
  Optional<Verdict> verdict(VotersQuestion question) {
    return chair.flatMap(own -> own.verdict(question));
  }

  /** What a forced recovery would do here now, or why there is none. */
  ReplicaProtocol.RecoveryStatus recovery() {
    var refusal = state.recoveryRefusal(settings.lastSurvivor());
    return new ReplicaProtocol.RecoveryStatus(
        refusal.isPresent() ? Optional.empty() : state.recovery(), refusal.orElse(""));
  }

  /** Why accounts cannot be changed at the moment, for people; empty if they can. */
  Optional<String> closed() {
    return state.registryClosed(settings.lastSurvivor());
  }

  // Each view is closed for as long as a disk takes to write its first entry: that is no news.
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
        submissions.submit(new ChatEvent.RegistryAppended(append.entry()));
      } else if (step instanceof AccountLogLeader.Commit commit) {
        submissions.submit(new ChatEvent.RegistryCommitted(commit.upTo()));
      } else if (step instanceof AccountLogLeader.Await await) {
        submissions.await(await.seq(), await.quorums());
      } else if (step instanceof AccountLogLeader.Probe probe) {
        probe.members().forEach(member -> outputs.add(new ReplicaOutput.Probe(member)));
      } else throw new AssertionError("no effect for " + step);
    }
  }
}
