package dev.parley.protocol.failure;

import static dev.parley.protocol.failure.DetectorUnderTest.A;
import static dev.parley.protocol.failure.DetectorUnderTest.B;
import static dev.parley.protocol.failure.DetectorUnderTest.C;
import static dev.parley.protocol.failure.DetectorUnderTest.OTHER_VIEW;
import static dev.parley.protocol.failure.DetectorUnderTest.VIEW;
import static dev.parley.protocol.failure.DetectorUnderTest.cleared;
import static dev.parley.protocol.failure.DetectorUnderTest.messages;
import static dev.parley.protocol.failure.DetectorUnderTest.signals;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Output;
import dev.parley.protocol.Signal.Suspected;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.failure.FailureMessage.Heartbeat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What C's heartbeats say of B, at A; the slots are A, B, C. */
class HearsayTest {
  private static final long FAR = 1_000_000;

  private final DetectorUnderTest test = DetectorUnderTest.with(B, C);
  private long beats = FAR;

  private List<Output> says(ViewId view, long counterOfB, long ageMs) {
    var heard = new LivenessDigest(List.of(0L, counterOfB, 0L), List.of(0L, ageMs, 0L), 0b110);
    return test.receive(C, new Heartbeat(view, ++beats, heard));
  }

  private void suspectsBAfterSilenceOf(long silentMs, long untilMs) {
    assertThat(signals(test.tick(untilMs - 10, C))).isEmpty();
    assertThat(signals(test.tick(untilMs, C))).containsExactly(new Suspected(B.id(), silentMs));
  }

  @Test
  void a_larger_counter_is_life_as_old_as_it_says() {
    test.tick(1_000, C);
    says(VIEW, 1, 300);
    suspectsBAfterSilenceOf(1_260, 700 + 1_260);
  }

  @Test
  void the_same_counter_again_is_no_life() {
    says(VIEW, 1, 0);
    test.tick(1_000, C);
    says(VIEW, 1, 0);
    suspectsBAfterSilenceOf(1_260, 1_260);
  }

  @Test
  void another_view_and_another_number_of_slots_say_nothing() {
    test.tick(1_000, C);
    says(OTHER_VIEW, 1, 0);
    var tooLong = new LivenessDigest(List.of(0L, 1L, 0L, 0L), List.of(0L, 0L, 0L, 0L), 0);
    test.receive(C, new Heartbeat(VIEW, ++beats, tooLong));
    var unequal = new LivenessDigest(List.of(0L, 1L, 0L), List.of(0L, 0L), 0);
    test.receive(C, new Heartbeat(VIEW, ++beats, unequal));
    suspectsBAfterSilenceOf(1_260, 1_260);
  }

  @Test
  void an_age_from_the_future_says_nothing() {
    test.tick(1_000, C);
    says(VIEW, 1, -1);
    suspectsBAfterSilenceOf(1_260, 1_260);
  }

  @Test
  void fresh_life_clears_a_suspect_and_life_too_old_for_a_veto_does_not() {
    test.tick(1_260, C);
    assertThat(signals(says(VIEW, 1, SETTINGS_VETO_MS))).isEmpty();
    assertThat(signals(says(VIEW, 2, SETTINGS_VETO_MS - 1))).containsExactly(cleared(B.id()));
  }

  private static final long SETTINGS_VETO_MS = DetectorUnderTest.SETTINGS.vetoWithinMs();

  @Test
  void ages_add_up_on_the_way_and_hearsay_is_not_direct() {
    says(VIEW, 5, 200);
    var heartbeats = messages(test.tick(250, C));
    var heard = ((Heartbeat) heartbeats.get(0)).heard();

    assertThat(heard.counters().get(1)).isEqualTo(5);
    assertThat(heard.agesMs().get(1)).isEqualTo(450);
    assertThat(heard.direct()).isEqualTo(0b101);
    assertThat(A.id()).isLessThan(B.id());
  }

  @Test
  void nobody_claims_a_counter_that_makes_a_member_silent() {
    says(VIEW, Long.MAX_VALUE, 0);
    for (long nowMs = 0; nowMs <= 5_000; nowMs += 250) {
      test.heartbeat(B);
      assertThat(signals(test.tick(nowMs)))
          .noneMatch(
              signal -> signal instanceof Suspected silent && silent.member().equals(B.id()));
    }
  }

  @Test
  void a_member_that_is_heard_itself_is_heard_directly() {
    says(VIEW, 1, 10);
    test.heartbeat(B);
    var heard = ((Heartbeat) messages(test.tick(250, C)).get(0)).heard();
    assertThat(heard.direct()).isEqualTo(0b111);
  }
}
