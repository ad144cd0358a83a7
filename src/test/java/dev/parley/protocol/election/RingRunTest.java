package dev.parley.protocol.election;

import static dev.parley.protocol.election.ElectionMode.CLASSIC;
import static dev.parley.protocol.election.ElectionMode.EAGER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.election.ElectionMessage.Announcement;
import dev.parley.protocol.election.ElectionMessage.Elect;
import dev.parley.protocol.election.ElectionMessage.HopAck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whole rings without faults: who wins (E3), and what it costs. The seed in a failure's text
 * repeats it.
 */
class RingRunTest {
  private static final int LARGEST_RING = 20;
  private static final int SEEDS = 10;
  private static final long LIMIT_MS = 2_000;

  private static String run(int n, ElectionMode mode, long seed) {
    return "n " + n + ", mode " + mode + ", seed " + seed;
  }

  @ParameterizedTest
  @EnumSource
  void the_largest_live_member_wins_and_nobody_else(ElectionMode mode) {
    for (int n = 1; n <= LARGEST_RING; n++) {
      for (long seed = 0; seed < SEEDS; seed++) {
        var ring = new RingRun(n, mode, seed);
        ring.network.delay(1, 9);
        ring.confirmLeader(seed);

        assertThat(ring.runUntilView(LIMIT_MS)).as(run(n, mode, seed)).isTrue();
        assertThat(ring.winners()).as(run(n, mode, seed)).containsExactly(ring.largestLive());
      }
    }
  }

  @Test
  void eager_needs_one_member_that_misses_the_leader_and_what_a_lone_initiator_costs() {
    for (int n = 2; n <= LARGEST_RING; n++) {
      for (int initiator = 0; initiator < n; initiator++) {
        var ring = new RingRun(n, EAGER, n);
        ring.network.delay(1, 9);
        ring.confirmLeaderAt(0, initiator, n);

        assertThat(ring.runUntilView(LIMIT_MS)).as(run(n, EAGER, n)).isTrue();
        assertThat(ring.winners()).containsExactly(RingRun.id(n - 1));
        // The way up to the largest, and its lap: at most 2n - 1.
        assertThat(ring.count(Elect.class)).as(run(n, EAGER, n)).isEqualTo(n - 1 - initiator + n);
        assertThat(ring.count(HopAck.class)).isEqualTo(ring.count(Elect.class));
        assertThat(ring.count(Announcement.class)).isZero();
      }
    }
  }

  @Test
  void classic_costs_one_token_for_each_loser_and_two_laps_of_the_winner() {
    for (int n = 2; n <= LARGEST_RING; n++) {
      for (long seed = 0; seed < SEEDS; seed++) {
        var ring = new RingRun(n, CLASSIC, seed);
        ring.network.delay(1, 9);
        ring.confirmLeader(seed);

        assertThat(ring.runUntilView(LIMIT_MS)).as(run(n, CLASSIC, seed)).isTrue();
        // Sorted by the ids that are compared, each smaller token ends at the first hop: the best
        // case of Chang and Roberts.
        assertThat(ring.count(Elect.class)).as(run(n, CLASSIC, seed)).isEqualTo(2 * n - 1);
        assertThat(ring.count(Announcement.class)).as(run(n, CLASSIC, seed)).isEqualTo(n);
      }
    }
  }

  @Test
  void eager_never_costs_more_than_classic_however_many_initiate() {
    for (int n = 2; n <= LARGEST_RING; n++) {
      for (long seed = 0; seed < SEEDS; seed++) {
        var ring = new RingRun(n, EAGER, seed);
        ring.network.delay(1, 9);
        ring.confirmLeader(seed);

        assertThat(ring.runUntilView(LIMIT_MS)).as(run(n, EAGER, seed)).isTrue();
        assertThat(ring.count(Elect.class)).as(run(n, EAGER, seed)).isBetween(n, 2 * n - 1);
      }
    }
  }

  @Test
  void eager_takes_at_most_twice_around_in_time() {
    for (int n = 2; n <= LARGEST_RING; n++) {
      var ring = new RingRun(n, EAGER, n);
      ring.confirmLeaderAt(0, 0, n);
      ring.network.runUntil(() -> !ring.winners().isEmpty(), LIMIT_MS);

      assertThat(ring.network.nowMs() - 1).as(run(n, EAGER, n)).isEqualTo(2L * n - 1);
    }
  }
}
