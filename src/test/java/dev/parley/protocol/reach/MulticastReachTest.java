package dev.parley.protocol.reach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.protocol.Destination;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Note;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.reach.MulticastReach.Rejoin;
import dev.parley.protocol.reach.ReachMessage.MulticastHeard;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Times are those of profile lan: suspected after 1,250 ms, so heard for 625 ms. */
class MulticastReachTest {
  private static final ReachSettings LAN = new ReachSettings(1_250);
  private static final MemberId A = new MemberId("a", 1);
  private static final MemberId B = new MemberId("b", 1);
  private static final MemberId C = new MemberId("c", 1);

  private final MulticastReach reach = new MulticastReach(LAN);

  MulticastReachTest() {
    reach.onLive(A);
  }

  @Test
  void a_new_member_gets_unicast_until_it_is_heard_and_says_that_it_hears() {
    reach.onView(view(A, B), 0);
    assertThat(reach.unreached()).containsExactly(bus(B));

    reach.onArrived(B, true, 10);
    reach.onTick(20);
    assertThat(reach.unreached()).containsExactly(bus(B));

    reach.onMessage(B, new MulticastHeard(List.of(A)), 30);
    assertThat(reach.unreached()).isEmpty();
    assertThat(reach.reachesAll()).isTrue();
  }

  @Test
  void a_member_that_hears_only_others_gets_unicast() {
    reach.onView(view(A, B, C), 0);
    confirm(B, 0);
    reach.onArrived(C, true, 0);
    reach.onMessage(C, new MulticastHeard(List.of(B)), 0);

    assertThat(reach.unreached()).containsExactly(bus(C));
    assertThat(reach.reachesAll()).isFalse();
  }

  @Test
  void a_member_that_says_that_it_hears_no_more_gets_unicast_at_once() {
    reach.onView(view(A, B), 0);
    confirm(B, 0);
    reach.onMessage(B, new MulticastHeard(List.of()), 10);

    assertThat(reach.unreached()).containsExactly(bus(B));
  }

  @Test
  void a_member_whose_multicasts_stay_away_for_half_the_time_to_suspicion_gets_unicast() {
    reach.onView(view(A, B), 0);
    confirm(B, 0);
    reach.onTick(625);
    assertThat(reach.unreached()).isEmpty();

    // What comes by unicast says nothing about multicast.
    reach.onArrived(B, false, 625);
    reach.onTick(626);
    assertThat(reach.unreached()).containsExactly(bus(B));
  }

  @Test
  void what_a_member_said_counts_for_three_times_to_suspicion() {
    reach.onView(view(A, B), 0);
    confirm(B, 0);
    reach.onArrived(B, true, 3_750);
    reach.onTick(3_750);
    assertThat(reach.unreached()).isEmpty();

    reach.onTick(3_751);
    assertThat(reach.unreached()).containsExactly(bus(B));
  }

  @Test
  void multicast_that_works_again_is_used_again() {
    reach.onView(view(A, B), 0);
    confirm(B, 0);
    reach.onTick(2_000);
    assertThat(reach.unreached()).isNotEmpty();

    confirm(B, 2_100);
    reach.onTick(2_100);
    assertThat(reach.unreached()).isEmpty();
  }

  @Test
  void what_was_confirmed_for_an_earlier_life_of_this_node_counts_no_more() {
    reach.onView(view(A, B), 0);
    confirm(B, 0);
    var later = new MemberId("a", 2);
    reach.onLive(later);
    reach.onView(view(later, B), 10);
    assertThat(reach.unreached()).containsExactly(bus(B));

    reach.onMessage(B, new MulticastHeard(List.of(A)), 20);
    assertThat(reach.unreached()).containsExactly(bus(B));
    reach.onMessage(B, new MulticastHeard(List.of(later)), 30);
    assertThat(reach.unreached()).isEmpty();
  }

  @Test
  void what_is_known_of_a_member_is_kept_over_a_view_change_and_forgotten_when_it_leaves() {
    reach.onView(view(A, B), 0);
    confirm(B, 0);
    reach.onView(view(A, B, C), 10);
    assertThat(reach.unreached()).containsExactly(bus(C));

    reach.onView(view(A, C), 20);
    reach.onView(view(A, B, C), 30);
    assertThat(reach.unreached()).containsExactly(bus(B), bus(C));
  }

  @Test
  void strangers_and_lists_longer_than_a_view_count_for_nothing() {
    reach.onView(view(A, B), 0);
    reach.onArrived(C, true, 0);
    reach.onMessage(C, new MulticastHeard(List.of(A)), 0);
    reach.onArrived(B, true, 0);
    assertThat(reach.unreached()).containsExactly(bus(B));

    var longest = new ArrayList<>(Collections.nCopies(View.MAX_MEMBERS - 1, C));
    longest.add(A);
    reach.onMessage(B, new MulticastHeard(longest), 0);
    assertThat(reach.unreached()).isEmpty();

    longest.add(C);
    assertThatThrownBy(() -> new MulticastHeard(longest))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void says_whom_it_hears_at_once_when_that_changes_and_else_once_in_the_time_to_suspicion() {
    reach.onView(view(A, B, C), 0);
    assertThat(said(reach.onTick(0))).containsExactly(List.of());
    reach.onArrived(B, true, 10);
    assertThat(said(reach.onTick(10))).containsExactly(List.of(B));
    reach.onArrived(C, true, 20);
    assertThat(said(reach.onTick(20))).containsExactly(List.of(B, C));

    keepHearing(1_269);
    assertThat(said(reach.onTick(1_269))).isEmpty();
    assertThat(said(reach.onTick(1_270))).containsExactly(List.of(B, C));
  }

  @Test
  void says_it_four_times_as_often_while_somebody_is_not_heard() {
    reach.onView(view(A, B), 0);
    assertThat(said(reach.onTick(0))).hasSize(1);
    assertThat(said(reach.onTick(311))).isEmpty();
    assertThat(said(reach.onTick(312))).containsExactly(List.of());
  }

  @Test
  void says_nothing_to_nobody() {
    reach.onView(view(A), 0);
    assertThat(said(reach.onTick(5_000))).isEmpty();
    assertThat(reach.unreached()).isEmpty();
    assertThat(reach.reachesAll()).as("an empty view is no success").isFalse();
  }

  @Test
  void notes_nothing_of_a_member_that_is_reached_again_while_others_are_not() {
    reach.onView(view(A, B, C), 0);
    var notes = new ArrayList<String>();
    for (long now = 0; now <= 20_000; now += 50) {
      for (var member : List.of(B, C)) {
        boolean isSwallowed = now > 5_000 && now <= (member.equals(B) ? 12_000 : 12_500);
        reach.onArrived(member, !isSwallowed, now);
        reach.onMessage(member, new MulticastHeard(isSwallowed ? List.of() : List.of(A)), now);
      }
      notes.addAll(notes(reach.onTick(now), now));
    }
    assertThat(notes)
        .containsExactly("7550 no multicast between this node and b, c", "15050 multicast works");
  }

  @Test
  void notes_once_what_lasts_and_once_that_it_is_over() {
    reach.onView(view(A, B, C), 0);
    var notes = new ArrayList<String>();
    for (long now = 0; now <= 20_000; now += 50) {
      boolean isSwallowed = now > 5_000 && now <= 12_000;
      for (var member : List.of(B, C)) {
        reach.onArrived(member, !isSwallowed, now);
        reach.onMessage(member, new MulticastHeard(isSwallowed ? List.of() : List.of(A)), now);
      }
      notes.addAll(notes(reach.onTick(now), now));
    }
    assertThat(notes)
        .containsExactly("7550 no multicast between this node and b, c", "14550 multicast works");
  }

  @Test
  void notes_nothing_of_a_moment_nor_of_a_member_that_is_silent_altogether() {
    reach.onView(view(A, B, C), 0);
    var notes = new ArrayList<String>();
    for (long now = 0; now <= 10_000; now += 50) {
      boolean isMoment = now > 3_000 && now < 5_000;
      reach.onArrived(B, !isMoment, now);
      reach.onMessage(B, new MulticastHeard(List.of(A)), now);
      if (now < 1_000) confirm(C, now);
      notes.addAll(notes(reach.onTick(now), now));
    }
    assertThat(notes).isEmpty();
  }

  @Test
  void joins_the_group_again_every_ten_seconds_while_nobody_is_heard_in_it() {
    var rejoins = new ArrayList<Long>();
    for (long now = 0; now <= 50_000; now += 50) {
      if (now == 21_000) reach.onView(view(A, B), now);
      if (now > 21_000 && now <= 36_000) reach.onArrived(B, true, now);
      if (now > 36_000) reach.onArrived(B, false, now);
      if (reach.onTick(now).contains(Rejoin.INSTANCE)) rejoins.add(now);
    }
    assertThat(rejoins).containsExactly(10_000L, 20_000L, 46_000L);
  }

  private void confirm(MemberId member, long nowMs) {
    reach.onArrived(member, true, nowMs);
    reach.onMessage(member, new MulticastHeard(List.of(A)), nowMs);
  }

  private void keepHearing(long untilMs) {
    for (long now = 50; now <= untilMs; now += 50) {
      reach.onArrived(B, true, now);
      reach.onArrived(C, true, now);
      assertThat(said(reach.onTick(now))).isEmpty();
    }
  }

  private static List<List<MemberId>> said(List<Output> outputs) {
    var said = new ArrayList<List<MemberId>>();
    for (var output : outputs) {
      if (!(output instanceof Transmit transmit)) continue;
      assertThat(transmit.to()).isEqualTo(Destination.Group.INSTANCE);
      said.add(((MulticastHeard) transmit.message()).members());
    }
    return said;
  }

  private static List<String> notes(List<Output> outputs, long nowMs) {
    return outputs.stream()
        .filter(Note.class::isInstance)
        .map(note -> nowMs + " " + ((Note) note).event())
        .toList();
  }

  private static View view(MemberId... ids) {
    var members = java.util.Arrays.stream(ids).map(id -> new Member(id, bus(id), bus(id))).toList();
    return View.of(new ViewId(1, ids[0]), members);
  }

  private static Endpoint bus(MemberId id) {
    return new Endpoint("10.0.0." + id.node().charAt(0) % 10, 7_000);
  }
}
