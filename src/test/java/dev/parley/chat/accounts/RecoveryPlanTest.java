package dev.parley.chat.accounts;

import static dev.parley.chat.accounts.AccountLogTest.change;
import static dev.parley.chat.accounts.AccountLogTest.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.accounts.AccountLogEntry.Electorate;
import dev.parley.chat.accounts.AccountLogEntry.Founding;
import dev.parley.chat.accounts.AccountLogLeader.Append;
import dev.parley.chat.accounts.AccountLogLeader.Await;
import dev.parley.chat.accounts.AccountLogLeader.Commit;
import dev.parley.chat.accounts.AccountLogLeader.Probe;
import dev.parley.chat.accounts.AccountLogLeader.Step;
import dev.parley.chat.accounts.LeaderMessage.GiveUpVote;
import dev.parley.chat.accounts.LeaderMessage.Recover;
import dev.parley.chat.accounts.LeaderMessage.VotersChanged;
import dev.parley.chat.accounts.LeaderMessage.VotersKept;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.multicast.Quorum;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A forced recovery, and votes that are given up: what the logLeader of a view does about it. */
class RecoveryPlanTest {
  private static final AccountLogSettings SETTINGS = AccountLogSettings.DEFAULT;
  private static final Member A = member("a", 1);
  private static final Member B = member("b", 1);
  private static final Member C = member("c", 1);
  private static final Recover ORDER = new Recover(1, 42, List.of("b", "c"));

  private Optional<AccountLog> log = Optional.empty();
  private AccountLogLeader logLeader = begin(1, A, B, C);
  private long seq;

  @BeforeEach
  void found() {
    decide(append(logLeader.onWanted()));
  }

  @Test
  void a_lone_survivor_becomes_the_only_voter() {
    logLeader = begin(2, A);
    assertThat(logLeader.begin(0)).isEmpty();
    assertThat(logLeader.onVotersQuestion(ORDER, 0)).containsExactly(new Probe(List.of(B, C)));
    assertThat(logLeader.verdict(ORDER)).as("under way").isEmpty();
    assertThat(logLeader.onProbed(B, PortAnswer.SILENT)).as("c was not asked").isEmpty();
    var awaited = append(logLeader.onProbed(C, PortAnswer.REFUSES));
    assertThat(awaited.quorums()).containsExactly(new Quorum(List.of("a"), 1));
    assertThat(logLeader.isOpen()).as("no disk has it").isFalse();
    assertThat(logLeader.verdict(ORDER)).isEmpty();
    decide(awaited);
    assertThat(logLeader.isOpen()).isTrue();
    assertThat(logLeader.verdict(ORDER)).contains(new VotersChanged(List.of("a")));
    assertThat(log.orElseThrow().founding()).isEqualTo(new Founding(1, A.id(), 1, 42));
  }

  @Test
  void nothing_is_decided_before_all_that_are_there_have_it_on_disk() {
    foundWith(member("d", 1), member("e", 1));
    logLeader = begin(3, A, B, member("f", 1));
    logLeader.begin(0);
    var order = new Recover(1, 42, List.of("c", "d", "e"));
    logLeader.onVotersQuestion(order, 0);
    logLeader.onProbed(C, PortAnswer.SILENT);
    logLeader.onProbed(member("d", 1), PortAnswer.SILENT);
    var awaited = append(logLeader.onProbed(member("e", 1), PortAnswer.SILENT));
    assertThat(awaited.quorums()).containsExactly(new Quorum(List.of("a", "b", "f"), 3));
    decide(awaited);
    assertThat(log.orElseThrow().voters()).containsExactly("a", "b", "f");
  }

  @Test
  void one_that_answers_is_not_lost() {
    logLeader = begin(2, A);
    logLeader.onVotersQuestion(ORDER, 0);
    logLeader.onProbed(B, PortAnswer.LISTENS);
    assertThat(logLeader.onProbed(C, PortAnswer.REFUSES)).isEmpty();
    assertThat(kept(ORDER)).contains("b is declared lost").contains("127.0.0.1:7098");
    assertThat(logLeader.onVotersQuestion(ORDER, 0)).as("the same order again").isEmpty();
    var again = new Recover(1, 43, ORDER.lost());
    assertThat(logLeader.onVotersQuestion(again, 0)).as("another order").hasSize(1);
  }

  @Test
  void a_majority_needs_no_recovery() {
    logLeader = begin(2, A, B);
    var order = new Recover(1, 42, List.of("c"));
    assertThat(logLeader.onVotersQuestion(order, 0)).isEmpty();
    assertThat(kept(order)).contains("More than half of the voters are here");
    assertThat(RecoveryPlan.refusal(Optional.empty(), view(2, A), SurvivorProof.ON).orElseThrow())
        .contains("no voters yet");
  }

  @Test
  void who_was_not_named_is_not_declared_lost() {
    logLeader = begin(2, A);
    var order = new Recover(1, 42, List.of("b"));
    assertThat(logLeader.onVotersQuestion(order, 0)).isEmpty();
    assertThat(kept(order)).contains("The group has changed").contains("b, c would be");
    var late = new Recover(2, 43, ORDER.lost());
    logLeader.onVotersQuestion(late, 0);
    assertThat(kept(late)).as("of another generation").contains("The group has changed");
  }

  @Test
  void the_new_server_at_the_address_of_a_lost_one_is_not_taken_for_it() {
    var fresh = new Member(new MemberId("z", 1), B.bus(), B.client());
    logLeader = begin(2, A, fresh);
    assertThat(logLeader.onVotersQuestion(ORDER, 0)).containsExactly(new Probe(List.of(C)));
    decide(append(logLeader.onProbed(C, PortAnswer.SILENT)));
    assertThat(log.orElseThrow().voters()).containsExactly("a", "z");
  }

  @Test
  void half_of_the_voters_may_be_forced_where_the_others_say_nothing() {
    log = Optional.empty();
    logLeader = begin(1, A, B);
    found();
    logLeader = begin(2, A);
    logLeader.begin(0);
    logLeader.onProbed(B, PortAnswer.SILENT);
    var order = new Recover(1, 42, List.of("b"));
    logLeader.onVotersQuestion(order, 0);
    decide(append(logLeader.onProbed(B, PortAnswer.SILENT)));
    assertThat(logLeader.verdict(order)).contains(new VotersChanged(List.of("a")));
  }

  @Test
  void a_proof_that_comes_first_makes_the_force_needless() {
    log = Optional.empty();
    logLeader = begin(1, A, B);
    found();
    logLeader = begin(2, A);
    logLeader.begin(0);
    var order = new Recover(1, 42, List.of("b"));
    logLeader.onVotersQuestion(order, 0);
    decide(append(logLeader.onProbed(B, PortAnswer.REFUSES)));
    assertThat(log.orElseThrow().founding().generation()).isZero();
    assertThat(kept(order)).contains("there is nothing to recover");
  }

  @Test
  void the_next_leader_goes_on_with_what_the_last_one_began() {
    foundWith(member("d", 1), member("e", 1));
    logLeader = begin(3, A, B, member("f", 1));
    var order = new Recover(1, 42, List.of("c", "d", "e"));
    logLeader.onVotersQuestion(order, 0);
    logLeader.onProbed(C, PortAnswer.SILENT);
    logLeader.onProbed(member("d", 1), PortAnswer.SILENT);
    append(logLeader.onProbed(member("e", 1), PortAnswer.SILENT));

    logLeader = begin(4, B, member("f", 1));
    assertThat(logLeader.onVotersQuestion(order, 0)).isEmpty();
    assertThat(logLeader.verdict(order)).isEmpty();
    var awaited = append(logLeader.begin(0));
    assertThat(awaited.quorums())
        .as("all that are there")
        .contains(new Quorum(List.of("b", "f"), 2));
    decide(awaited);
    assertThat(logLeader.verdict(order)).contains(new VotersChanged(List.of("a", "b", "f")));
  }

  @Test
  void members_of_a_lower_generation_have_no_vote_until_they_are_promoted() {
    recoverAlone();
    logLeader = begin(3, A, B, C);
    var awaited = append(logLeader.begin(0));
    assertThat(awaited.quorums())
        .as("the old ones must know of it before anything is decided")
        .containsExactly(new Quorum(List.of("a"), 1), new Quorum(List.of("b", "c"), 2));
    decide(awaited);
    assertThat(log.orElseThrow().voters()).containsExactly("a");
    var promoted = (Append) logLeader.onTick(SETTINGS.promoteMs()).get(0);
    assertThat(promoted.entry().content()).isEqualTo(new Electorate(List.of("a", "b")));
  }

  @Test
  void those_that_knew_of_it_need_not_have_it_on_disk_again() {
    recoverAlone();
    logLeader = begin(3, A, B, C);
    decide(append(logLeader.begin(0)));
    logLeader = begin(4, A, B, C);
    assertThat(append(logLeader.begin(0)).quorums()).containsExactly(new Quorum(List.of("a"), 1));
  }

  @Test
  void what_was_undecided_is_decided_by_it() {
    append(List.of(logLeader.decide(change("fang"))));
    logLeader = begin(2, A);
    logLeader.onVotersQuestion(ORDER, 0);
    logLeader.onProbed(B, PortAnswer.SILENT);
    var awaited = append(logLeader.onProbed(C, PortAnswer.SILENT));
    var commit = (Commit) logLeader.onDecided(awaited.seq()).get(0);
    assertThat(log.orElseThrow().commit(commit.upTo()).decisions()).containsExactly(change("fang"));
  }

  @Test
  void nobody_is_recovered_for_ever() {
    var last = new Founding(1, A.id(), Founding.MAX_GENERATION, 1);
    var known = log.orElseThrow();
    var forced =
        new AccountLog(
            last, known.committed(), known.voters(), known.primary(), known.known(), List.of());
    assertThat(
            RecoveryPlan.refusal(Optional.of(forced), view(2, A), SurvivorProof.ON).orElseThrow())
        .contains("too often");
  }

  @Test
  void the_refusal_and_the_reason_name_the_way_back() {
    logLeader = begin(2, A);
    logLeader.begin(0);
    assertThat(logLeader.refusal().orElseThrow().text())
        .contains("When a majority is lost for good")
        .contains("/api/recover");
    var book = new AccountLogReplica();
    book.merge(log.orElseThrow());
    book.onView(view(2, A));
    assertThat(book.closed(SurvivorProof.ON).orElseThrow()).contains("/api/recover");
  }

  // Votes that are given up.

  @Test
  void a_vote_is_given_up_and_not_given_back() {
    var leaving = new GiveUpVote("a");
    assertThat(logLeader.onVotersQuestion(leaving, 5_000)).isEmpty();
    assertThat(logLeader.verdict(leaving)).as("others may leave too").isEmpty();
    assertThat(logLeader.onTick(4_999 + SETTINGS.gatherMs())).isEmpty();
    decide(append(logLeader.onTick(5_000 + SETTINGS.gatherMs())));
    assertThat(logLeader.verdict(leaving)).contains(new VotersChanged(List.of("b", "c")));
    assertThat(logLeader.onTick(60_000)).as("a is here, but about to leave").isEmpty();
  }

  @Test
  void no_vote_is_given_up_where_all_leave_or_nothing_is_decided() {
    logLeader.onVotersQuestion(new GiveUpVote("a"), 0);
    logLeader.onVotersQuestion(new GiveUpVote("b"), 0);
    assertThat(logLeader.verdict(new GiveUpVote("a")).orElseThrow()).isInstanceOf(VotersKept.class);
    assertThat(logLeader.onTick(2_000)).isEmpty();
    logLeader = begin(2, A);
    logLeader.onVotersQuestion(new GiveUpVote("a"), 0);
    assertThat(logLeader.verdict(new GiveUpVote("a")).orElseThrow()).isInstanceOf(VotersKept.class);
  }

  @Test
  void a_member_that_leaves_takes_no_vote_from_those_that_left_before() {
    log = Optional.empty();
    logLeader = begin(1, A, B);
    found();
    logLeader = new AccountLogLeader(view(2, A), A.id(), log, SETTINGS.whileLeaving(), 0);
    assertThat(logLeader.begin(0)).as("of two the last").isEmpty();
    foundWith();
    logLeader = new AccountLogLeader(view(2, A, B), A.id(), log, SETTINGS.whileLeaving(), 0);
    decide(append(logLeader.begin(0)));
    assertThat(logLeader.onTick(60_000)).as("of three the last two").isEmpty();
  }

  @Test
  void nobody_leaves_that_is_not_there() {
    logLeader.onVotersQuestion(new GiveUpVote("x"), 0);
    logLeader.onVotersQuestion(new GiveUpVote("y"), 0);
    var leaving = new GiveUpVote("a");
    logLeader.onVotersQuestion(leaving, 0);
    assertThat(logLeader.onTick(SETTINGS.gatherMs())).hasSize(1);
  }

  private void recoverAlone() {
    logLeader = begin(2, A);
    logLeader.onVotersQuestion(ORDER, 0);
    logLeader.onProbed(B, PortAnswer.SILENT);
    decide(append(logLeader.onProbed(C, PortAnswer.SILENT)));
  }

  private String kept(Recover order) {
    return ((VotersKept) logLeader.verdict(order).orElseThrow()).reason();
  }

  private void foundWith(Member... others) {
    var all = new ArrayList<>(List.of(A, B, C));
    all.addAll(List.of(others));
    log = Optional.empty();
    logLeader = begin(1, all.toArray(Member[]::new));
    found();
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
