package dev.parley.protocol.election;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.CoreNetwork.Sent;
import dev.parley.protocol.Output.Note;
import dev.parley.protocol.Signal;
import dev.parley.protocol.election.ElectionMessage.Announcement;
import dev.parley.protocol.election.ElectionMessage.Elect;
import dev.parley.protocol.election.ElectionMessage.HopAck;
import dev.parley.protocol.election.ElectionMessage.Nominate;
import dev.parley.protocol.election.ElectionMessage.NominateAck;
import java.util.LinkedHashSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whole rings with faults: an election always ends (E1), with the largest live member where nothing
 * is lost.
 */
@Tag("slow")
class RingFaultsTest {
  private static final int LARGEST_RING = 20;
  private static final int SEEDS = 5;
  private static final long LIMIT_MS = 60_000;

  private static String run(int n, ElectionMode mode, long seed) {
    return "n " + n + ", mode " + mode + ", seed " + seed;
  }

  @ParameterizedTest
  @EnumSource
  void doubled_and_reordered_tokens_change_nothing(ElectionMode mode) {
    for (int n = 2; n <= LARGEST_RING; n++) {
      for (long seed = 0; seed < SEEDS; seed++) {
        var ring = new RingRun(n, mode, seed);
        ring.network.delay(1, 14);
        ring.network.duplicate(1);
        ring.confirmLeader(seed);

        assertThat(ring.runUntilView(LIMIT_MS)).as(run(n, mode, seed)).isTrue();
        assertThat(ring.winners()).as(run(n, mode, seed)).containsExactly(ring.largestLive());
        assertNoTokenIsPassedOnTwice(ring, run(n, mode, seed));
      }
    }
  }

  private static void assertNoTokenIsPassedOnTwice(RingRun ring, String run) {
    var passed = new LinkedHashSet<String>();
    for (var sent : ring.sent(Elect.class)) {
      var elect = (Elect) sent.message();
      assertThat(
              passed.add(
                  sent.from() + " passes on " + elect.candidate() + " in " + elect.election()))
          .as(run)
          .isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_lossy_network_delays_an_election_and_does_not_prevent_it(ElectionMode mode) {
    for (int n = 2; n <= LARGEST_RING; n++) {
      for (long seed = 0; seed < SEEDS; seed++) {
        var ring = new RingRun(n, mode, seed);
        ring.network.delay(1, 30);
        ring.network.lose(0.05 * (seed % 6));
        ring.network.duplicate(0.1);
        ring.confirmLeader(seed);

        assertThat(ring.runUntilView(LIMIT_MS)).as(run(n, mode, seed)).isTrue();
        for (var sent : ring.sent(Elect.class)) {
          assertThat(((Elect) sent.message()).hopsLeft())
              .as(run(n, mode, seed))
              .isBetween(1, 2 * n);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_delay_longer_than_every_timeout_at_first_does_not_prevent_an_election(ElectionMode mode) {
    for (long seed = 0; seed < SEEDS; seed++) {
      var ring = new RingRun(5, mode, seed);
      ring.network.delay(150, 250);
      ring.confirmLeader(seed);

      assertThat(ring.runUntilView(LIMIT_MS)).as(run(5, mode, seed)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void the_winner_to_be_may_die_after_it_swallowed_the_tokens(ElectionMode mode) {
    for (int n = 2; n <= LARGEST_RING; n++) {
      for (long seed = 0; seed < SEEDS; seed++) {
        var ring = new RingRun(n, mode, seed);
        ring.network.delay(1, 9);
        var largest = RingRun.id(n - 1);
        ring.network.whenSent(
            sent -> {
              if ((sent.message() instanceof HopAck || sent.message() instanceof NominateAck)
                  && sent.from().equals(largest)
                  && ring.network.isLive(largest)) ring.crash(largest);
            });
        // Last of all, so that it does not win without anybody's help.
        for (int i = 0; i < n; i++) ring.confirmLeaderAt(i == n - 1 ? 100 : i, i, seed);

        assertThat(ring.runUntilView(LIMIT_MS)).as(run(n, mode, seed)).isTrue();
        assertThat(ring.network.isLive(largest)).as(run(n, mode, seed)).isFalse();
        assertThat(ring.leaders()).as(run(n, mode, seed)).containsExactly(ring.largestLive());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void any_member_may_die_before_or_after_any_hop(ElectionMode mode) {
    int forwarding = hopsWithoutFault(mode);
    for (int hop = 1; hop <= forwarding; hop++) {
      for (boolean isSender : new boolean[] {true, false}) {
        var ring = new RingRun(5, mode, 1);
        crashAtHop(ring, hop, isSender);
        ring.confirmLeader(1);

        var what = "mode " + mode + ", hop " + hop + (isSender ? ", its sender" : ", its receiver");
        assertThat(ring.runUntilView(LIMIT_MS)).as(what).isTrue();
        assertThat(ring.network.live()).as(what).hasSize(4).contains(ring.leaders().get(0));
        assertThat(ring.network.nowMs()).as(what).isLessThan(RingRun.DETECTION_MS + 3_000);
      }
    }
  }

  private static int hopsWithoutFault(ElectionMode mode) {
    var ring = new RingRun(5, mode, 1);
    ring.confirmLeader(1);
    ring.runUntilView(LIMIT_MS);
    return (int) ring.network.sent().stream().filter(RingFaultsTest::isHop).count();
  }

  private static boolean isHop(Sent sent) {
    return sent.message() instanceof Elect
        || sent.message() instanceof Announcement
        || sent.message() instanceof Nominate;
  }

  private static void crashAtHop(RingRun ring, int hop, boolean isSender) {
    int[] forwarding = {0};
    ring.network.whenSent(
        sent -> {
          if (isHop(sent) && ++forwarding[0] == hop) ring.crash(isSender ? sent.from() : sent.to());
        });
  }

  @ParameterizedTest
  @EnumSource
  void the_winner_may_die_after_it_began_to_change_the_view(ElectionMode mode) {
    for (int n = 2; n <= LARGEST_RING; n++) {
      var ring = new RingRun(n, mode, n);
      ring.network.delay(1, 9);
      var largest = RingRun.id(n - 1);
      ring.confirmLeader(n);
      ring.crashAfterPrepare(largest);

      assertThat(ring.runUntilView(LIMIT_MS)).as(run(n, mode, n)).isTrue();
      assertThat(ring.leaders()).as(run(n, mode, n)).containsExactly(RingRun.id(n - 2));
      // Not by time-out but as soon as its death is confirmed.
      assertThat(ring.network.nowMs()).as(run(n, mode, n)).isLessThan(RingRun.DETECTION_MS + 1_500);
    }
  }

  @ParameterizedTest
  @EnumSource
  void one_dead_link_prevents_no_election(ElectionMode mode) {
    for (int n = 3; n <= 8; n++) {
      for (int from = 0; from < n; from++) {
        for (int to = 0; to < n; to++) {
          if (from == to) continue;
          var ring = new RingRun(n, mode, from);
          ring.network.cut(RingRun.id(from), RingRun.id(to));
          ring.confirmLeader(from);

          var what = run(n, mode, from) + ", link " + from + " to " + to;
          assertThat(ring.runUntilView(LIMIT_MS)).as(what).isTrue();
          int smallest = isOnlyWay(mode, n, from, to) ? n - 2 : n - 1;
          assertThat(ring.leaders().get(0))
              .as(what)
              .isBetween(RingRun.id(smallest), ring.largestLive());
        }
      }
    }
  }

  /**
   * A ring has one link by which a token gets to the largest: who cannot reach it may win before it
   * starts. Who nominates has one, too.
   */
  private static boolean isOnlyWay(ElectionMode mode, int n, int from, int to) {
    return to == n - 1 && (from == n - 2 || mode == ElectionMode.JUMP);
  }

  @Test
  void a_lone_initiator_wins_although_its_predecessor_cannot_reach_it() {
    for (int n = 3; n <= LARGEST_RING; n++) {
      var ring = new RingRun(n, ElectionMode.EAGER, n);
      ring.network.cut(RingRun.id(n - 2), RingRun.id(n - 1));
      ring.confirmLeaderAt(0, n - 1, n);

      assertThat(ring.runUntilView(400)).as("n %d", n).isTrue();
      assertThat(ring.leaders()).as("n %d", n).containsExactly(ring.largestLive());
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_leader_that_is_heard_again_ends_the_election_for_good(ElectionMode mode) {
    for (long seed = 0; seed < SEEDS; seed++) {
      var ring = new RingRun(6, mode, seed);
      ring.network.delay(20, 40);
      ring.confirmLeader(seed);
      ring.clearLeader(260, seed);
      ring.network.runUntil(5_000);

      var late = ring.network.said(Note.class).stream().filter(said -> said.atMs() > 600).toList();
      assertThat(late).as(run(6, mode, seed)).isEmpty();
      assertThat(ring.network.sent().stream().filter(sent -> sent.atMs() > 600))
          .as(run(6, mode, seed))
          .isEmpty();
      assertThat(ring.network.said(Signal.Elected.class).size())
          .as(run(6, mode, seed))
          // Where acknowledgements take longer than a hop timeout, several are nominated.
          .isLessThanOrEqualTo(mode == ElectionMode.JUMP ? 5 : 1);
    }
  }
}
