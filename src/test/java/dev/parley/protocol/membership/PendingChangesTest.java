package dev.parley.protocol.membership;

import static dev.parley.protocol.membership.Members.A;
import static dev.parley.protocol.membership.Members.B;
import static dev.parley.protocol.membership.Members.C;
import static dev.parley.protocol.membership.Members.install;
import static dev.parley.protocol.membership.Members.member;
import static dev.parley.protocol.membership.Members.view;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Member;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PendingChangesTest {
  private static final View VIEW = view(4, A, A, B, C);

  private final PendingChanges pending = new PendingChanges(Members.SETTINGS);

  @Test
  void nothing_is_wanted_of_a_view_without_news() {
    assertThat(pending.isChangeWanted(VIEW, 0)).isFalse();
  }

  @Test
  void a_joiner_a_death_a_leave_and_a_frozen_member_each_want_another_view() {
    ready(member("d", 1), 0);
    assertThat(pending.isChangeWanted(VIEW, 0)).isTrue();
    pending.onGone(member("d", 1).id());

    pending.onDead(B.id());
    assertThat(pending.isChangeWanted(VIEW, 0)).isTrue();
    pending.onAlive(B.id());
    assertThat(pending.isChangeWanted(VIEW, 0)).isFalse();

    pending.onLeave(B.id());
    assertThat(pending.isChangeWanted(VIEW, 0)).isTrue();
    pending.onInstalled(VIEW, install(view(5, A, A, C)), 0);
    assertThat(pending.isChangeWanted(view(5, A, A, C), 0)).isFalse();

    pending.onFrozenMember();
    assertThat(pending.isChangeWanted(VIEW, 0)).isTrue();
  }

  @Test
  void a_new_view_settles_what_was_known_about_its_members() {
    ready(C, 0);
    pending.onDead(B.id());
    pending.onFrozenMember();

    pending.onInstalled(null, install(VIEW), 0);

    assertThat(pending.isChangeWanted(VIEW, 0)).isFalse();
    assertThat(pending.highestEpoch()).isEqualTo(4);
  }

  @Test
  void who_wants_to_leave_and_is_in_the_next_view_still_wants_to() {
    pending.onLeave(B.id());

    pending.onInstalled(VIEW, install(view(5, A, A, B)), 0);

    assertThat(pending.leaving()).containsExactly(B.id());
  }

  @Test
  void addresses_the_living_of_the_view_and_who_is_ready() {
    pending.onDead(B.id());
    ready(member("d", 1), 0);

    assertThat(pending.targets(A, VIEW)).containsExactly(A, C, member("d", 1));
  }

  @Test
  void a_node_that_came_back_takes_the_place_of_its_earlier_life() {
    ready(member("b", 2), 0);

    assertThat(pending.targets(A, VIEW)).containsExactly(A, member("b", 2), C);
  }

  @Test
  void a_late_word_of_an_earlier_life_brings_nobody_back() {
    ready(member("d", 2), 0);
    ready(member("d", 1), 0);

    assertThat(pending.targets(A, VIEW)).containsExactly(A, B, C, member("d", 2));
  }

  @Test
  void never_takes_itself_for_superseded() {
    ready(member("a", 2), 0);

    assertThat(pending.targets(A, VIEW)).contains(A);
  }

  @Test
  void a_full_view_takes_no_joiner_and_loses_no_member() {
    var members = IntStream.range(0, View.MAX_MEMBERS).mapToObj(i -> member("n" + i, 1)).toList();
    var last = View.of(new ViewId(4, members.get(0).id()), members).members().get(63);
    var full = View.of(new ViewId(4, last.id()), members);
    ready(A, 0);

    assertThat(pending.targets(last, full))
        .hasSize(View.MAX_MEMBERS)
        .contains(last)
        .doesNotContain(A);
  }

  @Test
  void the_last_free_place_is_given() {
    var members = IntStream.range(1, View.MAX_MEMBERS).mapToObj(i -> member("n" + i, 1)).toList();
    ready(A, 0);
    ready(B, 0);

    var targets =
        pending.targets(members.get(0), View.of(new ViewId(4, members.get(0).id()), members));

    assertThat(targets).hasSize(View.MAX_MEMBERS).contains(A).doesNotContain(B);
  }

  @Test
  void a_joiner_that_is_silent_for_too_long_is_forgotten() {
    ready(member("d", 1), 0);

    pending.onTick(PendingChanges.JOINER_PATIENCE_MS);
    assertThat(pending.isChangeWanted(VIEW, 0)).isTrue();
    pending.onTick(PendingChanges.JOINER_PATIENCE_MS + 1);

    assertThat(pending.isChangeWanted(VIEW, 0)).isFalse();
  }

  @Test
  void more_joiners_than_one_view_change_takes_in_must_ask_again() {
    for (int i = 0; i <= MembershipSettings.MAX_JOINERS; i++) ready(member("j" + i, 1), 0);
    // Who waits already may ask again at the limit.
    ready(member("j0", 1), 2_000);

    assertThat(pending.targets(A, null)).hasSize(View.MAX_MEMBERS);
    pending.onTick(PendingChanges.JOINER_PATIENCE_MS + 1);
    assertThat(pending.targets(A, null)).containsExactly(A, member("j0", 1));
  }

  @Test
  void the_heir_is_the_largest_that_neither_leaves_nor_is_dead() {
    assertThat(pending.heir(VIEW)).contains(C.id());
    pending.onLeave(C.id());
    assertThat(pending.heir(VIEW)).contains(B.id());
    pending.onDead(B.id());
    assertThat(pending.heir(VIEW)).contains(A.id());
    pending.onLeave(A.id());
    assertThat(pending.heir(VIEW)).isEmpty();
  }

  @Test
  void the_last_is_who_has_nobody_left_to_stay() {
    Member self = A;
    pending.onLeave(B.id());
    assertThat(pending.isLastOf(VIEW, self.id())).isFalse();

    pending.onDead(C.id());

    assertThat(pending.isLastOf(VIEW, self.id())).isTrue();
  }

  @Test
  void who_flaps_is_not_taken_in_until_it_was_calm() {
    long lastMs = 0;
    for (int i = 1; i <= FlapDamping.MAX_EXCLUSIONS; i++) {
      ready(C, lastMs);
      assertThat(pending.targets(A, view(5, A, A, B))).contains(C);
      lastMs = i * 100L;
      pending.onInstalled(VIEW, install(view(5 + i, A, A, B)), lastMs);
      pending.onGone(C.id());
    }

    long calmMs = FlapDamping.CALM_FLUSHES * Members.SETTINGS.flushMs();
    ready(C, lastMs + calmMs - 1);
    assertThat(pending.isChangeWanted(view(9, A, A, B), 0)).isFalse();
    ready(C, lastMs + calmMs);
    assertThat(pending.targets(A, view(9, A, A, B))).contains(C);
  }

  @Test
  void a_view_settles_the_wish_of_earlier_lives_of_its_members() {
    ready(member("b", 1), 0);
    var later = view(5, A, A, member("b", 2));

    pending.onInstalled(VIEW, install(later), 0);

    assertThat(pending.isChangeWanted(later, 0)).isFalse();
  }

  @Test
  void four_parts_come_together_at_once_and_the_others_next() {
    for (int part = 1; part <= MembershipSettings.MAX_MERGED_PARTS; part++) {
      for (var side : List.of("x", "y")) {
        var member = member("p" + part + side, 1);
        pending.onReady(member, new ViewId(7, member("p" + part + "y", 1).id()), 0);
      }
    }
    pending.onReady(member("z", 1), ViewId.none(member("z", 1).id()), 0);

    var round = pending.targets(A, VIEW);
    assertThat(round)
        .hasSize(VIEW.size() + 2 * (MembershipSettings.MAX_MERGED_PARTS - 1) + 1)
        .contains(member("z", 1), member("p1x", 1), member("p3y", 1))
        .doesNotContain(member("p4x", 1), member("p4y", 1));

    var merged = View.of(new ViewId(8, A.id()), round);
    pending.onInstalled(VIEW, install(merged), 0);
    assertThat(pending.isChangeWanted(merged, 0)).isTrue();
    assertThat(pending.targets(A, merged)).contains(member("p4x", 1), member("p4y", 1));
  }

  private void ready(Member member, long nowMs) {
    pending.onReady(member, ViewId.none(member.id()), nowMs);
  }
}
