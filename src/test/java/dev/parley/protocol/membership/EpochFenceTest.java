package dev.parley.protocol.membership;

import static dev.parley.protocol.membership.Members.A;
import static dev.parley.protocol.membership.Members.B;
import static dev.parley.protocol.membership.Members.C;
import static dev.parley.protocol.membership.Members.SETTINGS;
import static dev.parley.protocol.membership.Members.ballot;
import static dev.parley.protocol.membership.Members.only;
import static dev.parley.protocol.membership.Members.prepare;
import static dev.parley.protocol.membership.Members.sent;
import static dev.parley.protocol.membership.Members.view;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Ballot;
import dev.parley.protocol.Fence;
import dev.parley.protocol.Member;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Note;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.membership.MembershipMessage.Announce;
import dev.parley.protocol.membership.MembershipMessage.Install;
import dev.parley.protocol.membership.MembershipMessage.JoinReady;
import dev.parley.protocol.membership.MembershipMessage.PrepareReject;
import dev.parley.protocol.membership.MembershipMessage.Relayed;
import dev.parley.protocol.membership.MembershipOutput.CannotGoOn;
import dev.parley.protocol.membership.MembershipOutput.CopyState;
import dev.parley.protocol.membership.MembershipOutput.PersistPromise;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** One number of a stranger or of a broken member must not be the last of the group. */
class EpochFenceTest {
  private static final View ALONE = view(1, B, B);
  private static final View LED_BY_A = view(1, A, A, B);

  private final MembershipUnderTest b = new MembershipUnderTest();

  private long begun() {
    return b.firstPrepare(3_000).ballot().epoch();
  }

  private static JoinReady ready(Member joiner, long promised) {
    return new JoinReady(List.of(joiner), ViewId.none(joiner.id()), promised, SharedSettings.NONE);
  }

  private List<Output> hears(Member from, MembershipMessage message) {
    return b.core().onMessage(from.id(), message, b.nowMs());
  }

  @Test
  void a_leader_starts_above_the_largest_epoch_that_it_believes() {
    b.installed(ALONE);
    hears(C, ready(C, 1 + Fence.EPOCH_STEP));
    assertThat(begun()).isEqualTo(2 + Fence.EPOCH_STEP);
  }

  @Test
  void a_leader_goes_on_in_steps_until_who_promised_at_the_fence_can_follow() {
    b.installed(ALONE);
    long struck = 1 + Fence.REPORT_STEP;
    hears(C, ready(C, struck));
    long epoch = 1;
    while (epoch <= struck) {
      var ballot = b.firstPrepare(10_000).ballot();
      assertThat(ballot.epoch()).isBetween(epoch + 1, epoch + 1 + Fence.EPOCH_STEP);
      epoch = ballot.epoch();
      hears(C, ready(C, struck));
      if (epoch <= struck) hears(C, new PrepareReject(ballot, struck));
    }
    assertThat(epoch).isEqualTo(struck + 1);
  }

  @Test
  void a_joiner_beyond_the_fence_is_not_heard_and_moves_nothing() {
    b.installed(ALONE);
    assertThat(only(hears(C, ready(C, 2 + Fence.REPORT_STEP)), Note.class)).hasSize(1);
    assertThat(MembershipUnderTest.prepares(b.tick(3_000))).isEmpty();
    hears(C, ready(C, 0));
    assertThat(begun()).isEqualTo(2);
  }

  @Test
  void hearing_the_fence_again_and_again_does_not_move_it() {
    b.installed(ALONE);
    for (int i = 1; i < 10; i++) hears(C, ready(C, 1 + i * Fence.REPORT_STEP));
    assertThat(begun()).isEqualTo(2 + Fence.EPOCH_STEP);
  }

  @Test
  void what_is_ignored_is_said_once_for_each_node_and_of_few() {
    b.installed(ALONE);
    assertThat(only(hears(C, ready(C, Long.MAX_VALUE - 1)), Note.class)).hasSize(1);
    assertThat(only(hears(C, ready(C, Long.MAX_VALUE - 2)), Note.class)).isEmpty();
    int said = 0;
    for (int i = 0; i < 3 * ImplausibleEpochs.MAX_NODES; i++) {
      var stranger = Members.member("s" + i, 1);
      said += only(hears(stranger, ready(stranger, Long.MAX_VALUE - 1)), Note.class).size();
    }
    assertThat(said).isEqualTo(ImplausibleEpochs.MAX_NODES - 1);
  }

  @Test
  void a_foreign_leader_beyond_the_fence_is_not_heard() {
    b.installed(ALONE);
    var huge = new ViewId(2 + Fence.EPOCH_STEP, C.id());
    var beyond = hears(C, new Announce(huge, C, 9, SharedSettings.NONE));
    assertThat(sent(beyond)).isEmpty();
    assertThat(only(beyond, CopyState.class)).isEmpty();
    var believed = new ViewId(1 + Fence.EPOCH_STEP, C.id());
    var heard = hears(C, new Announce(believed, C, 9, SharedSettings.NONE));
    assertThat(only(heard, CopyState.class)).containsExactly(new CopyState(C));
  }

  @Test
  void a_ballot_is_promised_up_to_the_fence_and_not_beyond_also_by_way_of_a_relay() {
    b.installed(LED_BY_A);
    var beyond = prepare(2 + Fence.PROMISE_STEP, C, B, C);
    assertThat(only(hears(C, beyond), PersistPromise.class)).isEmpty();
    var relayed = new Relayed(C.id(), 1, List.of(B.id()), beyond);
    assertThat(only(hears(A, relayed), PersistPromise.class)).isEmpty();
    assertThat(only(hears(C, prepare(1 + Fence.PROMISE_STEP, C, B, C)), PersistPromise.class))
        .containsExactly(new PersistPromise(1 + Fence.PROMISE_STEP));
  }

  @Test
  void a_ballot_of_the_leader_is_promised_further_for_it_may_have_been_struck() {
    b.installed(LED_BY_A);
    assertThat(only(hears(A, prepare(2 + Fence.LEADER_STEP, A, A, B)), PersistPromise.class))
        .isEmpty();
    assertThat(only(hears(A, prepare(1 + Fence.LEADER_STEP, A, A, B)), PersistPromise.class))
        .containsExactly(new PersistPromise(1 + Fence.LEADER_STEP));
  }

  @Test
  void a_leader_promises_no_further_in_its_own_name() {
    b.installed(ALONE);
    assertThat(only(hears(C, prepare(2 + Fence.PROMISE_STEP, B, B)), PersistPromise.class))
        .isEmpty();
  }

  @Test
  void a_newcomer_founds_a_group_whatever_one_message_made_it_believe() {
    for (var said :
        List.of(
            new Announce(new ViewId(Fence.JOINED_EPOCH, C.id()), C, 9, SharedSettings.NONE),
            new Announce(new ViewId(Fence.NEWCOMER_EPOCH, C.id()), C, 9, SharedSettings.NONE),
            ready(C, Fence.JOINED_EPOCH),
            ready(C, Fence.NEWCOMER_EPOCH),
            prepare(Fence.JOINED_EPOCH, C, B, C),
            prepare(Fence.NEWCOMER_EPOCH, C, B, C))) {
      var alone = new MembershipUnderTest();
      var outputs = alone.core().onMessage(C.id(), said, 0);
      // Nothing came of it.
      if (!only(outputs, CopyState.class).isEmpty()) alone.core().onStateCopied(alone.nowMs());
      var founded = alone.firstPrepare(30_000).ballot();
      assertThat(founded.epoch()).as("%s", said).isLessThanOrEqualTo(Fence.NEWCOMER_EPOCH + 1);
      assertThat(only(alone.tick(10), Note.class)).isEmpty();
      assertThat(joins(founded.epoch())).as("%s", said).isTrue();
    }
  }

  /** Says whether a fresh node comes into the group that B founded with {@code epoch}. */
  private static boolean joins(long epoch) {
    var joiner = new MembershipUnderTest();
    var leader = new Announce(new ViewId(epoch, A.id()), A, 1, SharedSettings.NONE);
    joiner.core().onMessage(A.id(), leader, 0);
    var promised = joiner.core().onMessage(A.id(), prepare(epoch + 1, A, A, B), 0);
    return !only(promised, PersistPromise.class).isEmpty();
  }

  @Test
  void a_node_that_promised_the_last_epoch_of_newcomers_founds_a_group() {
    var struck = new Membership(B, Fence.JOINED_EPOCH, SETTINGS, new SplittableRandom(1), 0);
    long promised = 0;
    for (long nowMs = 10; nowMs < 3_000; nowMs += 10) {
      for (var promise : only(struck.onTick(nowMs), PersistPromise.class))
        promised = promise.epoch();
    }
    assertThat(promised).isGreaterThan(Fence.JOINED_EPOCH);
  }

  @Test
  void a_refusal_beyond_the_fence_ends_no_view_change() {
    b.installed(ALONE);
    hears(C, ready(C, 0));
    var running = b.firstPrepare(1_000).ballot();
    hears(C, new PrepareReject(running, Long.MAX_VALUE - 1));
    assertThat(sent(b.tick(100)).stream().map(Object::getClass).distinct())
        .as("asks the same again")
        .contains(MembershipMessage.Prepare.class);
    hears(C, new PrepareReject(running, 7));
    assertThat(begun()).isEqualTo(8);
  }

  @Test
  void a_view_has_the_name_of_its_ballot() {
    b.installed(LED_BY_A);
    hears(A, prepare(2, A, A, B));
    var install =
        new Install(ballot(2, A), view(Long.MAX_VALUE, A, A, B), VersionVector.EMPTY, List.of());
    hears(A, install);
    assertThat(b.core().view()).contains(LED_BY_A);
  }

  @Test
  void a_newcomer_joins_a_group_whatever_its_epoch_can_be() {
    var far = prepare(Fence.NEWCOMER_EPOCH, C, B, C);
    assertThat(only(hears(C, prepare(Fence.NEWCOMER_EPOCH + 1, C, B, C)), PersistPromise.class))
        .isEmpty();
    assertThat(only(hears(C, far), PersistPromise.class)).hasSize(1);
  }

  @Test
  void a_node_that_has_no_epoch_left_says_so_once_and_starts_nothing() {
    var last = new Membership(B, Fence.LAST_EPOCH, SETTINGS, new SplittableRandom(1), 0);
    var ends = 0;
    for (long nowMs = 10; nowMs < 3_000; nowMs += 10) {
      var outputs = last.onTick(nowMs);
      assertThat(MembershipUnderTest.prepares(outputs)).isEmpty();
      var said = only(outputs, CannotGoOn.class);
      said.forEach(end -> assertThat(end.sentence()).contains("--reset-epoch"));
      ends += said.size();
    }
    assertThat(ends).isEqualTo(1);
  }

  @Test
  void the_last_epoch_is_used() {
    var last = new Membership(B, Fence.LAST_EPOCH - 1, SETTINGS, new SplittableRandom(1), 0);
    for (long nowMs = 10; nowMs < 3_000; nowMs += 10) {
      for (var prepare : MembershipUnderTest.prepares(last.onTick(nowMs)))
        assertThat(prepare.ballot()).isEqualTo(new Ballot(Fence.LAST_EPOCH, B.id()));
    }
  }
}
