package dev.parley.protocol.failure;

import static dev.parley.protocol.failure.DetectorUnderTest.A;
import static dev.parley.protocol.failure.DetectorUnderTest.B;
import static dev.parley.protocol.failure.DetectorUnderTest.C;
import static dev.parley.protocol.failure.DetectorUnderTest.D;
import static dev.parley.protocol.failure.DetectorUnderTest.SETTINGS;
import static dev.parley.protocol.failure.DetectorUnderTest.VIEW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.View;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A leads A, B, C and D; bit i of a row is the member of slot i. */
class ReachabilityMatrixTest {
  private static final int ALL = 0b1111;
  private static final long LIMIT_MS = SETTINGS.partialAfterMs();

  private final View view = View.of(VIEW, List.of(A, B, C, D));
  private final ReachabilityMatrix reachability = new ReachabilityMatrix(view, A.id(), SETTINGS);
  private final TreeMap<MemberId, MemberWatch> watches = new TreeMap<>();
  private long beats;

  ReachabilityMatrixTest() {
    for (var member : List.of(B, C, D)) watches.put(member.id(), new MemberWatch(0));
  }

  private Optional<MemberId> at(long nowMs, long rowOfB, long rowOfC, long rowOfD) {
    row(B.id(), rowOfB, nowMs);
    row(C.id(), rowOfC, nowMs);
    row(D.id(), rowOfD, nowMs);
    return reachability.onTick(watches, nowMs);
  }

  /** A negative row: the leader hears nothing from that member itself. */
  private void row(MemberId from, long bits, long nowMs) {
    if (bits < 0) return;
    java.util.Objects.requireNonNull(watches.get(from)).onHeartbeat(++beats, nowMs);
    var zeros = Collections.nCopies(view.size(), 0L);
    reachability.onRow(from, new LivenessDigest(zeros, zeros, bits));
  }

  @Test
  void nobody_goes_where_all_hear_each_other() {
    assertThat(at(0, ALL, ALL, ALL)).isEmpty();
    assertThat(at(10 * LIMIT_MS, ALL, ALL, ALL)).isEmpty();
  }

  @Test
  void one_way_is_no_link_and_the_smaller_of_the_two_goes_after_the_limit() {
    // C does not hear D.
    assertThat(at(0, ALL, 0b0111, ALL)).isEmpty();
    assertThat(at(LIMIT_MS, ALL, 0b0111, ALL)).isEmpty();
    assertThat(at(LIMIT_MS + 10, ALL, 0b0111, ALL)).contains(C.id());
  }

  @Test
  void who_has_the_fewest_links_goes_even_if_it_is_larger() {
    // D hears only the leader.
    at(0, ALL, ALL, 0b1001);
    assertThat(at(LIMIT_MS + 10, ALL, ALL, 0b1001)).contains(D.id());
  }

  @Test
  void a_graph_that_was_whole_in_between_begins_anew() {
    at(0, ALL, 0b0111, ALL);
    at(LIMIT_MS, ALL, ALL, ALL);
    assertThat(at(LIMIT_MS + 10, ALL, 0b0111, ALL)).isEmpty();
  }

  @Test
  void after_one_removal_the_next_waits_as_long() {
    at(0, ALL, 0b0111, ALL);
    assertThat(at(LIMIT_MS + 10, ALL, 0b0111, ALL)).isPresent();
    assertThat(at(LIMIT_MS + 20, ALL, 0b0111, ALL)).isEmpty();
  }

  @Test
  void who_is_not_heard_by_the_leader_alone_stays() {
    at(0, -1, ALL, ALL);
    assertThat(at(LIMIT_MS + 10, -1, ALL, ALL)).isEmpty();
  }

  @Test
  void what_a_member_said_before_the_leader_lost_it_does_not_count() {
    at(0, 0b0011, ALL, ALL);
    assertThat(at(LIMIT_MS + 10, -1, ALL, ALL)).isEmpty();
  }
}
