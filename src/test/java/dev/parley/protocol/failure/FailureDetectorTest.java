package dev.parley.protocol.failure;

import static dev.parley.protocol.failure.DetectorUnderTest.A;
import static dev.parley.protocol.failure.DetectorUnderTest.B;
import static dev.parley.protocol.failure.DetectorUnderTest.C;
import static dev.parley.protocol.failure.DetectorUnderTest.D;
import static dev.parley.protocol.failure.DetectorUnderTest.OTHER_VIEW;
import static dev.parley.protocol.failure.DetectorUnderTest.VIEW;
import static dev.parley.protocol.failure.DetectorUnderTest.cleared;
import static dev.parley.protocol.failure.DetectorUnderTest.confirmed;
import static dev.parley.protocol.failure.DetectorUnderTest.events;
import static dev.parley.protocol.failure.DetectorUnderTest.messages;
import static dev.parley.protocol.failure.DetectorUnderTest.questions;
import static dev.parley.protocol.failure.DetectorUnderTest.signals;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Destination;
import dev.parley.protocol.Message;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.Signal;
import dev.parley.protocol.failure.FailureMessage.Heartbeat;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailureDetectorTest {
  private record OfAnotherFamily() implements Message {}

  @Test
  void says_nothing_before_its_first_view() {
    var detector = new DetectorUnderTest();

    assertThat(detector.tick(5_000)).isEmpty();
    assertThat(detector.heartbeat(B)).isEmpty();
    assertThat(detector.signal(new Signal.ProvenDead(B.id()))).isEmpty();
  }

  @Test
  void sends_a_heartbeat_to_all_as_soon_as_a_view_is_installed() {
    assertThat(new DetectorUnderTest().install(VIEW, B))
        .containsExactly(
            new Transmit(
                Destination.Group.INSTANCE,
                new Heartbeat(VIEW, 1, new LivenessDigest(List.of(1L, 0L), List.of(0L, 0L), 1))));
  }

  @Test
  void says_for_how_long_each_other_member_of_the_view_was_silent() {
    var detector = DetectorUnderTest.with(B);
    detector.tick(200);
    assertThat(detector.silentMs(B)).isEqualTo(200);
    assertThat(detector.silentMs(A)).as("itself").isEqualTo(-1);
    detector.heartbeat(B);
    assertThat(detector.silentMs(B)).isZero();
  }

  @Test
  void sends_a_heartbeat_every_interval_with_a_growing_counter() {
    var detector = DetectorUnderTest.with(B);

    assertThat(messages(detector.tick(240, B))).isEmpty();
    assertThat(messages(detector.tick(500, B)))
        .extracting(message -> ((Heartbeat) message).counter())
        .containsExactly(2L, 3L);
  }

  @Test
  void goes_on_counting_heartbeats_in_the_next_view() {
    var detector = DetectorUnderTest.with(B);

    assertThat(messages(detector.install(OTHER_VIEW, B)))
        .extracting(message -> ((Heartbeat) message).counter())
        .containsExactly(2L);
  }

  @Test
  void suspects_nobody_at_the_limit_of_silence_and_somebody_a_tick_later() {
    var detector = DetectorUnderTest.with(B, C);

    assertThat(signals(detector.tick(1_250, C))).isEmpty();
    assertThat(signals(detector.tick(1_260, C)))
        .containsExactly(new Signal.Suspected(B.id(), 1_260));
  }

  @Test
  void suspects_nobody_who_is_heard_in_time() {
    var detector = DetectorUnderTest.with(B, C);

    assertThat(signals(detector.tick(60_000, B, C))).isEmpty();
  }

  @Test
  void counts_no_heartbeat_of_another_view() {
    var detector = DetectorUnderTest.with(B);
    detector.tick(1_000);

    detector.receive(B, new Heartbeat(OTHER_VIEW, 1_000, LivenessDigest.NOTHING));

    assertThat(signals(detector.tick(1_260))).contains(new Signal.Suspected(B.id(), 1_260));
  }

  @Test
  void counts_no_heartbeat_twice() {
    var detector = DetectorUnderTest.with(B, C);
    detector.receive(B, new Heartbeat(VIEW, 5, LivenessDigest.NOTHING));
    detector.tick(1_000, C);

    detector.receive(B, new Heartbeat(VIEW, 5, LivenessDigest.NOTHING));
    detector.receive(B, new Heartbeat(VIEW, 4, LivenessDigest.NOTHING));

    assertThat(signals(detector.tick(1_260, C)))
        .containsExactly(new Signal.Suspected(B.id(), 1_260));
  }

  @Test
  void watches_nobody_who_is_not_in_the_view() {
    var detector = DetectorUnderTest.with(B);

    assertThat(detector.heartbeat(D)).isEmpty();
    assertThat(signals(detector.tick(10_000, B))).isEmpty();
  }

  @Test
  void ignores_messages_of_other_families() {
    assertThat(DetectorUnderTest.with(B).receive(B, new OfAnotherFamily())).isEmpty();
  }

  @Test
  void clears_a_suspect_that_is_heard() {
    var detector = DetectorUnderTest.with(B, C);
    detector.tick(1_260, C);

    var outputs = detector.heartbeat(B);

    assertThat(signals(outputs)).containsExactly(cleared(B.id()));
    assertThat(events(outputs)).containsExactly("refuted");
  }

  @Test
  void clears_a_confirmed_member_that_is_heard_and_suspects_it_anew_later() {
    var detector = DetectorUnderTest.with(B);
    assertThat(signals(detector.tick(1_260))).endsWith(confirmed(B.id()));

    assertThat(signals(detector.heartbeat(B))).containsExactly(cleared(B.id()));
    assertThat(signals(detector.tick(1_260 + 1_250))).isEmpty();
    assertThat(signals(detector.tick(1_260 + 1_260))).endsWith(confirmed(B.id()));
  }

  @Test
  void says_that_a_member_is_confirmed_once_until_it_is_heard() {
    var detector = DetectorUnderTest.with(B);
    detector.tick(1_260);

    assertThat(signals(detector.tick(60_000))).isEmpty();
  }

  @Test
  void forgets_all_suspicion_when_a_view_is_installed() {
    var detector = DetectorUnderTest.with(B, C, D);
    detector.tick(1_260, D);

    detector.install(OTHER_VIEW, B, C);

    assertThat(signals(detector.tick(1_260 + 1_250))).isEmpty();
    assertThat(signals(detector.tick(1_260 + 1_260)))
        .contains(new Signal.Suspected(B.id(), 1_260), new Signal.Suspected(C.id(), 1_260))
        .doesNotContain(new Signal.Suspected(D.id(), 1_260));
  }

  @Test
  void confirms_at_once_and_once_who_is_proven_dead() {
    var detector = DetectorUnderTest.with(B, C);
    detector.heartbeat(B);

    var outputs = detector.signal(new Signal.ProvenDead(B.id()));

    assertThat(signals(outputs)).containsExactly(confirmed(B.id()));
    assertThat(events(outputs)).containsExactly("confirmed silent");
    assertThat(detector.signal(new Signal.ProvenDead(B.id()))).isEmpty();
  }

  @Test
  void does_not_clear_who_is_proven_dead_by_a_late_heartbeat() {
    var detector = DetectorUnderTest.with(B, C);
    detector.signal(new Signal.ProvenDead(B.id()));

    assertThat(detector.heartbeat(B)).isEmpty();
  }

  @Test
  void closes_an_open_case_by_proof() {
    var detector = DetectorUnderTest.with(B, C);
    detector.tick(1_260, C);

    assertThat(signals(detector.signal(new Signal.ProvenDead(B.id()))))
        .containsExactly(confirmed(B.id()));
    assertThat(questions(detector.tick(2_000, C))).isEmpty();
  }

  @Test
  void takes_no_proof_against_itself_or_a_stranger() {
    var detector = DetectorUnderTest.with(B);

    assertThat(detector.signal(new Signal.ProvenDead(A.id()))).isEmpty();
    assertThat(detector.signal(new Signal.ProvenDead(D.id()))).isEmpty();
  }

  @Test
  void suspects_nobody_after_it_was_paused_itself() {
    var detector = DetectorUnderTest.with(B, C);
    detector.tick(10);
    detector.pause(30_000);

    var outputs = detector.tickOnce();

    assertThat(signals(outputs)).isEmpty();
    assertThat(events(outputs)).containsExactly("paused");
    assertThat(signals(detector.tick(30_010 + 1_250))).isEmpty();
    assertThat(signals(detector.tick(30_010 + 1_260)))
        .contains(new Signal.Suspected(B.id(), 1_260));
  }

  @Test
  void takes_a_tick_that_is_a_second_late_for_a_slow_one_and_a_later_one_for_a_pause() {
    var slow = DetectorUnderTest.with(B);
    slow.tick(10);
    slow.pause(1_000);
    assertThat(events(slow.tickOnce())).isEmpty();

    var paused = DetectorUnderTest.with(B);
    paused.tick(10);
    paused.pause(1_001);
    assertThat(events(paused.tickOnce())).containsExactly("paused");
  }

  @Test
  void drops_an_open_suspicion_after_a_pause_but_no_confirmed_one() {
    var detector = DetectorUnderTest.with(B, C, D);
    detector.signal(new Signal.ProvenDead(D.id()));
    detector.tick(1_260, C);
    detector.pause(5_000);

    assertThat(signals(detector.tickOnce())).containsExactly(cleared(B.id()));
  }

  @Test
  void notices_its_pause_also_when_a_message_comes_before_the_tick() {
    var detector = DetectorUnderTest.with(B, C);
    detector.tick(1_260, C);
    detector.pause(5_000);

    assertThat(signals(detector.heartbeat(C))).containsExactly(cleared(B.id()));
    assertThat(events(detector.tickOnce())).isEmpty();
  }
}
