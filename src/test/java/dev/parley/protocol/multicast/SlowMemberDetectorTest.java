package dev.parley.protocol.multicast;

import static dev.parley.protocol.multicast.Channels.A;
import static dev.parley.protocol.multicast.Channels.ABC;
import static dev.parley.protocol.multicast.Channels.B;
import static dev.parley.protocol.multicast.Channels.C;
import static dev.parley.protocol.multicast.Channels.channelIn;
import static dev.parley.protocol.multicast.Channels.only;
import static dev.parley.protocol.multicast.Channels.payload;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Member;
import dev.parley.protocol.Signal.Stalled;
import dev.parley.protocol.multicast.MulticastMessage.Acknowledged;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

class SlowMemberDetectorTest {
  private static final long STEP_MS = 100;

  private final CausalChannel channel = channelIn(ABC, A);

  @Test
  void a_member_that_lacks_for_long_what_all_others_have_is_reported_and_not_sooner() {
    channel.onSubmit(payload("a"), 0);

    assertThat(
            run(
                0,
                SlowMemberDetector.SLOW_AFTER_MS,
                SlowMemberDetectorTest::atOnce,
                SlowMemberDetectorTest::never))
        .isEmpty();
    assertThat(
            run(
                SlowMemberDetector.SLOW_AFTER_MS,
                SlowMemberDetector.SLOW_AFTER_MS + 2_500,
                SlowMemberDetectorTest::atOnce,
                SlowMemberDetectorTest::never))
        .contains(new Stalled(ABC.id(), C.id()))
        .doesNotContain(new Stalled(ABC.id(), B.id()));
  }

  @Test
  void a_member_that_takes_it_late_is_only_slow() {
    channel.onSubmit(payload("a"), 0);

    assertThat(
            run(
                0,
                30_000,
                SlowMemberDetectorTest::atOnce,
                nowMs -> nowMs > SlowMemberDetector.SLOW_AFTER_MS - 500 ? 1 : 0))
        .isEmpty();
  }

  @Test
  void a_member_that_is_not_heard_is_left_to_the_failure_detector() {
    channel.onSubmit(payload("a"), 0);

    var stalled = new ArrayList<Stalled>();
    for (long nowMs = 0; nowMs < 30_000; nowMs += STEP_MS)
      stalled.addAll(only(channel.onTick(nowMs), Stalled.class));
    assertThat(stalled).isEmpty();
  }

  @Test
  void who_stood_still_itself_reports_nobody_for_it() {
    channel.onSubmit(payload("a"), 0);
    run(0, 5_000, SlowMemberDetectorTest::atOnce, SlowMemberDetectorTest::never);

    assertThat(
            run(
                40_000,
                40_000 + SlowMemberDetector.SLOW_AFTER_MS,
                SlowMemberDetectorTest::atOnce,
                SlowMemberDetectorTest::never))
        .isEmpty();
  }

  private static long atOnce(long nowMs) {
    return 1;
  }

  private static long never(long nowMs) {
    return 0;
  }

  private List<Stalled> run(long fromMs, long toMs, LongUnaryOperator b, LongUnaryOperator c) {
    var stalled = new ArrayList<Stalled>();
    for (long nowMs = fromMs; nowMs < toMs; nowMs += STEP_MS) {
      tell(B, b.applyAsLong(nowMs), nowMs);
      tell(C, c.applyAsLong(nowMs), nowMs);
      stalled.addAll(only(channel.onTick(nowMs), Stalled.class));
    }
    return stalled;
  }

  private void tell(Member member, long ofA, long nowMs) {
    var delivered = SlotVector.of(ofA, 0, 0);
    channel.onMessage(member.id(), new Acknowledged(ABC.id(), delivered), nowMs);
  }
}
