package dev.parley.chat.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.chat.accounts.AccountChange.AccountRegistered;
import dev.parley.chat.accounts.AccountLogEntry.Content;
import dev.parley.chat.accounts.AccountLogEntry.Decision;
import dev.parley.chat.accounts.AccountLogEntry.Electorate;
import dev.parley.chat.accounts.AccountLogEntry.Founding;
import dev.parley.chat.accounts.AccountLogEntry.Opening;
import dev.parley.chat.accounts.AccountLogEntry.Position;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccountLogTest {
  private static final Member A = member("a", 1);
  private static final Member B = member("b", 1);
  private static final Founding FOUNDING = Founding.first(1, A.id());

  @Test
  void begins_with_an_opening_and_nothing_else() {
    assertThat(AccountLog.found(entry(1, 1, registered("fang")))).isEmpty();
    assertThat(AccountLog.found(entry(1, 2, opening("a")))).isEmpty();
    assertThat(AccountLog.found(entry(1, 1, opening("a", "b"))))
        .hasValueSatisfying(
            log -> {
              assertThat(log.electorate()).containsExactly("a", "b");
              assertThat(log.voters()).as("nothing is decided").isEmpty();
            });
  }

  @Test
  void takes_only_the_next_entry() {
    var log = founded();
    assertThat(log.append(entry(1, 3, registered("fang")))).as("a gap").isEmpty();
    assertThat(log.append(entry(1, 1, registered("fang")))).as("again").isEmpty();
    assertThat(log.append(entry(0, 2, registered("fang")))).as("of an older view").isEmpty();
    assertThat(log.append(entry(1, 2, registered("fang")))).isPresent();
  }

  @Test
  void decides_everything_up_to_a_position_in_order() {
    var log = with(with(founded(), registered("fang")), registered("mei"));
    var step = log.commit(new Position(1, 3));
    assertThat(step.decisions()).containsExactly(change("fang"), change("mei"));
    assertThat(step.registry().pending()).isEmpty();
    assertThat(step.registry().voters()).containsExactly("a", "b");
  }

  @Test
  void decides_nothing_at_a_position_that_it_does_not_have() {
    var log = with(founded(), registered("fang"));
    assertThat(log.commit(new Position(2, 2))).isEqualTo(new AccountLog.Step(log, List.of()));
    assertThat(log.commit(new Position(1, 9)).decisions()).isEmpty();
  }

  @Test
  void goes_on_with_the_log_of_the_later_view_and_not_with_the_longer_one() {
    var early =
        with(with(with(founded(), registered("fang")), registered("mei")), registered("li"));
    var late = with(founded(), 5, opening("a"));
    assertThat(AccountLog.merge(early, late).registry()).isEqualTo(late);
    assertThat(AccountLog.merge(late, early).registry()).isEqualTo(late);
  }

  @Test
  void goes_on_with_what_either_part_knows_to_be_decided() {
    var log = with(founded(), registered("fang"));
    var knowing = log.commit(new Position(1, 2)).registry();
    var longer = with(log, registered("mei"));
    var step = AccountLog.merge(longer, knowing);
    assertThat(step.decisions()).containsExactly(change("fang"));
    assertThat(step.registry().last()).isEqualTo(new Position(1, 3));
    assertThat(AccountLog.merge(knowing, longer)).isEqualTo(step);
  }

  @Test
  void goes_on_with_the_older_of_two_foundings() {
    var other =
        AccountLog.found(
            entry(2, 1, new Opening(Founding.first(2, B.id()), List.of(B), List.of("b"))));
    var longer = with(other.orElseThrow(), 9, registered("fang"));
    assertThat(AccountLog.merge(founded(), longer).registry()).isEqualTo(founded());
    assertThat(AccountLog.merge(longer, founded()).registry()).isEqualTo(founded());
  }

  @Test
  void goes_on_with_the_higher_generation_whatever_the_other_has() {
    var forced = with(founded(), new Opening(FOUNDING.forced(7), List.of(B), List.of("b")));
    var longer = with(with(founded(), 9, opening("a", "b")), registered("fang"));
    assertThat(forced.isBeingForced()).as("nothing is decided yet").isTrue();
    assertThat(AccountLog.merge(forced, longer).registry()).isEqualTo(forced);
    assertThat(AccountLog.merge(longer, forced).registry()).isEqualTo(forced);
    var decided = forced.commit(forced.last()).registry();
    assertThat(decided.founding()).isEqualTo(new Founding(1, A.id(), 1, 7));
    assertThat(decided.voters()).containsExactly("b");
    assertThat(AccountLog.merge(longer, decided).registry()).isEqualTo(decided);
    assertThat(AccountLog.merge(decided, forced).registry()).isEqualTo(decided);
  }

  @Test
  void goes_on_with_the_higher_id_of_two_that_were_forced_apart() {
    var low = with(founded(), 9, new Opening(FOUNDING.forced(-7), List.of(A), List.of("a")));
    var high = with(founded(), new Opening(FOUNDING.forced(7), List.of(B), List.of("b")));
    assertThat(AccountLog.merge(low, high).registry()).isEqualTo(high);
    assertThat(AccountLog.merge(high, low).registry()).isEqualTo(high);
    var twice = with(low, new Opening(FOUNDING.forced(-7).forced(-9), List.of(A), List.of("a")));
    assertThat(AccountLog.merge(twice, high).registry()).as("forced twice").isEqualTo(twice);
  }

  @Test
  void says_who_lost_the_vote_when_two_foundings_meet() {
    var forced = with(founded(), new Opening(FOUNDING.forced(7), List.of(B), List.of("b")));
    assertThat(AccountLog.meeting(forced, forced)).isEmpty();
    assertThat(AccountLog.meeting(founded(), with(founded(), registered("fang")))).isEmpty();
    assertThat(AccountLog.meeting(forced, founded()).orElseThrow())
        .isEqualTo(AccountLog.meeting(founded(), forced).orElseThrow())
        .contains("[b] of Founding[epoch=1, founder=a.1, generation=1, id=7] go on");
  }

  @Test
  void decides_with_a_forced_opening_what_was_left_before_it() {
    var log = with(founded(), registered("fang"));
    log = with(log, 4, new Opening(FOUNDING.forced(7), List.of(B), List.of("b")));
    var step = log.commit(log.last());
    assertThat(step.decisions()).containsExactly(change("fang"));
    assertThat(step.registry().address("a")).as("lost").isEmpty();
  }

  @Test
  void has_no_generation_beyond_the_last_and_no_id_before_the_first() {
    assertThat(new Founding(1, A.id(), Founding.MAX_GENERATION, 1).isForced()).isTrue();
    assertThatThrownBy(() -> new Founding(1, A.id(), Founding.MAX_GENERATION + 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Founding(1, A.id(), -1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Founding(1, A.id(), 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void remembers_where_a_voter_was_seen_that_is_not_here_any_more() {
    var log =
        with(founded().commit(new Position(1, 1)).registry(), 2, opening(List.of(A), "a", "b"));
    log = log.commit(new Position(2, 2)).registry();
    assertThat(log.address("b")).contains(B);
    log = with(log, new Electorate(List.of("a"))).commit(new Position(2, 3)).registry();
    assertThat(log.address("b")).as("who does not vote is nobody's concern").isEmpty();
  }

  static AccountLog founded() {
    return AccountLog.found(entry(1, 1, opening("a", "b"))).orElseThrow();
  }

  static AccountLog with(AccountLog log, Content content) {
    return with(log, log.last().epoch(), content);
  }

  static AccountLog with(AccountLog log, long epoch, Content content) {
    return log.append(entry(epoch, log.last().index() + 1, content)).orElseThrow();
  }

  static AccountLogEntry entry(long epoch, long index, Content content) {
    return new AccountLogEntry(new Position(epoch, index), content);
  }

  static Opening opening(String... voters) {
    return opening(List.of(A, B), voters);
  }

  static Opening opening(List<Member> members, String... voters) {
    return new Opening(FOUNDING, members, List.of(voters));
  }

  static Decision registered(String name) {
    return new Decision(change(name));
  }

  static AccountRegistered change(String name) {
    return new AccountRegistered(
        Account.register(UserName.of(name), new ScramVerifier("salt of " + name, 1, "k", "v"), 1));
  }

  static Member member(String node, long incarnation) {
    int port = 7_000 + node.charAt(0);
    return new Member(
        new MemberId(node, incarnation),
        new Endpoint("127.0.0.1", port),
        new Endpoint("127.0.0.1", port + 1_000));
  }
}
