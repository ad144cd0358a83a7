package dev.parley.replica;

import dev.parley.chat.ChatEvent;
import dev.parley.chat.ChatState;
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
import dev.parley.protocol.multicast.Quorum;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Performs what the chair of the registry says while this node leads, and tells people whether
 * accounts can be changed. The rules are {@link AccountLogLeader}'s.
 */
final class AccountLogDriver {
  /** Where its effects go. */
  interface Environment {
    void submit(ChatEvent event);

    /** The multicast is to say when the quorums have this node's message {@code seq}. */
    void await(long seq, List<Quorum> quorums);

    /** Answered by {@link #onProbed}. */
    void probe(Member member);

    /** This node was made anew, and has not met its cluster's accounts yet. */
    boolean isNewcomer();

    /** It has met them, for good. */
    void settled();
  }

  private static final long SAY_AFTER_MS = 1_000;

  /** Each member has one at a time; whoever is left out asks again. */
  private static final int MAX_WAITING = View.MAX_MEMBERS;

  private final ChatState state;
  private final AccountLogSettings settings;
  private final Environment environment;
  private final Logger log;
  private final NodeWithoutAccounts newcomer;
  private Optional<AccountLogLeader> chair = Optional.empty();
  private @Nullable MemberId self;

  /** Askers ask again, with the same question: the latest address counts. */
  private final Map<VotersQuestion, Consumer<Verdict>> waiting = new LinkedHashMap<>();

  private boolean isLeaving;
  private String said = "";
  private String noticed = "";
  private long noticedMs;

  AccountLogDriver(
      ChatState state, AccountLogSettings settings, Environment environment, Logger log) {
    this.state = state;
    this.settings = settings;
    this.environment = environment;
    this.log = log;
    this.newcomer = new NodeWithoutAccounts(environment.isNewcomer());
  }

  void onView(MemberId member, View installed, long nowMs) {
    self = member;
    if (newcomer.onState(state.registry())) environment.settled();
    waiting.clear();
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
    waiting.clear();
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
  void decide(ChatEvent.AccountChange change) {
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
    answerWaiting();
  }

  void onTick(long nowMs) {
    chair.ifPresent(own -> perform(own.onTick(nowMs)));
    answerWaiting();
    say(nowMs);
  }

  /** A member asks this node, as the leader; {@code asker} is told when there is a verdict. */
  void onVotersQuestion(VotersQuestion question, Consumer<Verdict> asker, long nowMs) {
    if (chair.isEmpty()) return;
    perform(chair.get().onVotersQuestion(question, nowMs));
    if (waiting.size() < MAX_WAITING || waiting.containsKey(question)) waiting.put(question, asker);
    answerWaiting();
  }

  private void answerWaiting() {
    if (chair.isEmpty() || waiting.isEmpty()) return;
    for (var question : List.copyOf(waiting.keySet())) {
      var verdict = chair.get().verdict(question);
      if (verdict.isEmpty()) continue;
      var asker = waiting.remove(question);
      if (asker != null) asker.accept(verdict.get());
    }
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
    if (now.isEmpty()) log.info("accounts can be changed again");
    else log.warn("accounts cannot be changed: {}", now);
  }

  private void perform(List<AccountLogLeader.Step> steps) {
    for (var step : steps) {
      if (step instanceof AccountLogLeader.Append append) {
        environment.submit(new ChatEvent.RegistryAppended(append.entry()));
      } else if (step instanceof AccountLogLeader.Commit commit) {
        environment.submit(new ChatEvent.RegistryCommitted(commit.upTo()));
      } else if (step instanceof AccountLogLeader.Await await) {
        environment.await(await.seq(), await.quorums());
      } else if (step instanceof AccountLogLeader.Probe probe) {
        probe.members().forEach(environment::probe);
      } else throw new AssertionError("no effect for " + step);
    }
  }
}
