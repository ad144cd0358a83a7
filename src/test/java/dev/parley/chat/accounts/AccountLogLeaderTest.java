package dev.parley.chat.accounts;

import static dev.parley.chat.accounts.AccountLogTest.change;
import static dev.parley.chat.accounts.AccountLogTest.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.accounts.AccountLogEntry.Electorate;
import dev.parley.chat.accounts.AccountLogEntry.Opening;
import dev.parley.chat.accounts.AccountLogLeader.Append;
import dev.parley.chat.accounts.AccountLogLeader.Await;
import dev.parley.chat.accounts.AccountLogLeader.Commit;
import dev.parley.chat.accounts.AccountLogLeader.Probe;
import dev.parley.chat.accounts.AccountLogLeader.Step;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.multicast.Quorum;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AccountLogLeaderTest {
  private static final AccountLogSettings SETTINGS = AccountLogSettings.DEFAULT;
  private static final Member A = member("a", 1);
  private static final Member B = member("b", 1);
  private static final Member C = member("c", 1);

  /** The log of all, and the logLeader that writes it. */
  private Optional<AccountLog> log = Optional.empty();

  private AccountLogLeader logLeader = begin(1, A, B, C);
  private long seq;

  @Test
  void founds_the_registry_with_everybody_when_the_first_account_is_wanted() {
    assertThat(logLeader.isOpen()).isFalse();
    assertThat(logLeader.refusal()).as("nobody has wanted anything").isEmpty();
    var awaited = append(logLeader.onWanted());
    assertThat(awaited.quorums()).containsExactly(new Quorum(List.of("a", "b", "c"), 2));
    assertThat(logLeader.isOpen()).as("no disk has it").isFalse();
    assertThat(logLeader.onWanted()).as("under way").isEmpty();
    decide(awaited);
    assertThat(logLeader.isOpen()).isTrue();
  }

  @Test
  void lets_seven_vote_and_no_more() {
    var members = new ArrayList<Member>();
    for (char node = 'a'; node < 'i'; node++) members.add(member(String.valueOf(node), 1));
    log = Optional.empty();
    logLeader = begin(1, members.toArray(Member[]::new));
    decide(append(logLeader.onWanted()));
    assertThat(log.orElseThrow().voters()).hasSize(AccountLog.MAX_VOTERS);
    assertThat(logLeader.onTick(60_000)).isEmpty();
  }

  @Test
  void opens_a_view_of_the_majority_before_it_decides() {
    found();
    logLeader = begin(2, A, B);
    var awaited = append(logLeader.begin(0));
    assertThat(awaited.quorums()).containsExactly(new Quorum(List.of("a", "b", "c"), 2));
    assertThat(logLeader.isOpen()).isFalse();
    decide(awaited);
    assertThat(logLeader.isOpen()).isTrue();
  }

  @Test
  void refuses_in_a_minority_and_says_who_is_missing() {
    found();
    logLeader = begin(2, A);
    assertThat(logLeader.begin(0)).isEmpty();
    assertThat(logLeader.refusal().orElseThrow().text())
        .contains("only a of the voters a, b, c is present")
        .contains("try again");
  }

  @Test
  void waits_for_both_electorates_while_the_voters_change() {
    found();
    logLeader = begin(2, A, B);
    decide(append(logLeader.begin(0)));
    assertThat(logLeader.onTick(SETTINGS.demoteMs() - 1)).as("too early").isEmpty();
    var awaited = append(logLeader.onTick(SETTINGS.demoteMs()));
    assertThat(awaited.quorums())
        .containsExactly(new Quorum(List.of("a", "b", "c"), 2), new Quorum(List.of("a", "b"), 2));
    assertThat(logLeader.onTick(60_000)).as("one change at a time").isEmpty();
    decide(awaited);
    assertThat(log.orElseThrow().voters()).containsExactly("a", "b");
  }

  @Test
  void lets_a_new_member_vote_after_a_while() {
    found();
    logLeader = begin(2, A, B, C, member("d", 1));
    decide(append(logLeader.begin(0)));
    assertThat(logLeader.onTick(SETTINGS.promoteMs() - 1)).as("too early").isEmpty();
    var steps = logLeader.onTick(SETTINGS.promoteMs());
    assertThat(((Append) steps.get(0)).entry().content())
        .isEqualTo(new Electorate(List.of("a", "b", "c", "d")));
  }

  @Test
  void goes_on_with_half_of_the_voters_when_the_others_are_proven_dead() {
    founded("a", "b");
    logLeader = begin(2, A);
    assertThat(logLeader.begin(0)).containsExactly(new Probe(List.of(B)));
    assertThat(logLeader.isOpen()).isFalse();
    var awaited = append(logLeader.onProbed(B, PortAnswer.REFUSES));
    assertThat(awaited.quorums()).containsExactly(new Quorum(List.of("a"), 1));
    var opening = (Opening) log.orElseThrow().pending().get(0).content();
    assertThat(opening.voters()).as("before anything else").containsExactly("a");
    decide(awaited);
    assertThat(logLeader.isOpen()).isTrue();
  }

  @Test
  void tries_the_proof_again_and_refuses_meanwhile() {
    founded("a", "b");
    logLeader = begin(2, A);
    logLeader.begin(0);
    assertThat(logLeader.refusal()).as("nothing is known yet").isEmpty();
    logLeader.onProbed(B, PortAnswer.SILENT);
    assertThat(logLeader.refusal().orElseThrow().text()).contains("not proven that b is dead");
    assertThat(logLeader.onTick(AccountLogLeader.PROVE_AGAIN_MS - 1)).isEmpty();
    assertThat(logLeader.onTick(AccountLogLeader.PROVE_AGAIN_MS))
        .containsExactly(new Probe(List.of(B)));
    assertThat(logLeader.onProbed(B, PortAnswer.REFUSES)).hasSize(1);
  }

  @Test
  void does_not_take_half_of_the_voters_after_it_was_started_again() {
    founded("a", "b");
    logLeader = begin(2, member("a", 2));
    assertThat(logLeader.begin(0)).isEmpty();
    assertThat(logLeader.refusal()).isPresent();
  }

  @Test
  void does_not_take_half_of_the_voters_if_it_must_not() {
    founded("a", "b");
    logLeader =
        new AccountLogLeader(view(2, A), A.id(), log, AccountLogSettings.of(SurvivorProof.OFF), 0);
    assertThat(logLeader.begin(0)).isEmpty();
    assertThat(logLeader.refusal()).isPresent();
  }

  @Test
  void asks_no_other_machine_whether_it_is_dead_unless_it_must() {
    var here = AccountLogTest.member("a", 1);
    var there =
        new Member(B.id(), new Endpoint("10.0.0.2", 11_111), new Endpoint("10.0.0.2", 1_111));
    log = Optional.empty();
    logLeader = begin(1, here, there);
    decide(append(logLeader.onWanted()));

    logLeader = begin(2, here);
    assertThat(logLeader.begin(0)).isEmpty();
    assertThat(logLeader.refusal().orElseThrow().text())
        .contains("parley.registry.last-survivor = on");
    logLeader =
        new AccountLogLeader(
            view(2, here), here.id(), log, AccountLogSettings.of(SurvivorProof.ON), 0);
    assertThat(logLeader.begin(0)).containsExactly(new Probe(List.of(there)));
  }

  @Test
  void takes_half_of_four_only_if_all_the_others_are_dead() {
    var d = member("d", 1);
    founded("a", "b", "c", "d");
    logLeader = begin(2, A, B);
    assertThat(logLeader.begin(0)).containsExactly(new Probe(List.of(C, d)));
    assertThat(logLeader.onProbed(C, PortAnswer.REFUSES)).isEmpty();
    var awaited = append(logLeader.onProbed(d, PortAnswer.REFUSES));
    assertThat(awaited.quorums())
        .as("both of them")
        .containsExactly(new Quorum(List.of("a", "b"), 2));
  }

  @Test
  void takes_no_more_than_it_may_have_undecided() {
    found();
    for (int i = 0; i < AccountLogLeader.MAX_UNDECIDED; i++) {
      assertThat(logLeader.isOpen()).as("entry %s", i).isTrue();
      append(List.of(logLeader.decide(change("u" + i))));
    }
    assertThat(logLeader.isOpen()).isFalse();
  }

  @Test
  void decides_what_an_earlier_coordinator_left_undecided() {
    found();
    append(List.of(logLeader.decide(change("fang"))));
    logLeader = begin(2, A, B, C);
    var awaited = append(logLeader.begin(0));
    var commit = (Commit) logLeader.onDecided(awaited.seq()).get(0);
    assertThat(log.orElseThrow().commit(commit.upTo()).decisions()).containsExactly(change("fang"));
  }

  private void found() {
    founded("a", "b", "c");
  }

  private void founded(String... nodes) {
    log = Optional.empty();
    var members = new ArrayList<Member>();
    for (var node : nodes) members.add(member(node, 1));
    logLeader = begin(1, members.toArray(Member[]::new));
    decide(append(logLeader.onWanted()));
  }

  private AccountLogLeader begin(long epoch, Member... members) {
    return new AccountLogLeader(view(epoch, members), members[0].id(), log, SETTINGS, 0);
  }

  private static View view(long epoch, Member... members) {
    return View.of(new ViewId(epoch, members[0].id()), List.of(members));
  }

  /** What is appended is delivered. */
  private Await append(List<Step> steps) {
    var entry = ((Append) steps.get(0)).entry();
    log = log.isEmpty() ? AccountLog.found(entry) : log.get().append(entry);
    return (Await) logLeader.onAppended(entry, log.orElseThrow(), ++seq).get(0);
  }

  private void decide(Await awaited) {
    var commit = (Commit) logLeader.onDecided(awaited.seq()).get(0);
    log = Optional.of(log.orElseThrow().commit(commit.upTo()).registry());
    logLeader.onCommitted(log.get());
  }
}
