package dev.parley.protocol.failure;

import static dev.parley.protocol.failure.DetectorUnderTest.B;
import static dev.parley.protocol.failure.DetectorUnderTest.C;
import static dev.parley.protocol.failure.DetectorUnderTest.D;
import static dev.parley.protocol.failure.DetectorUnderTest.OTHER_VIEW;
import static dev.parley.protocol.failure.DetectorUnderTest.VIEW;
import static dev.parley.protocol.failure.DetectorUnderTest.cleared;
import static dev.parley.protocol.failure.DetectorUnderTest.confirmed;
import static dev.parley.protocol.failure.DetectorUnderTest.questions;
import static dev.parley.protocol.failure.DetectorUnderTest.signals;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.CoreNetwork;
import dev.parley.protocol.Signal;
import dev.parley.protocol.failure.FailureMessage.ConfirmRequest;
import dev.parley.protocol.failure.FailureMessage.Evidence;
import org.junit.jupiter.api.Test;

/** What A says of B when the election tells it that others have B's silence confirmed. */
class AccusedTest {
  private static final Signal ACCUSED = new Signal.Accused(VIEW, B.id());

  private final DetectorUnderTest test = DetectorUnderTest.with(B, C, D);

  @Test
  void a_member_that_was_silent_for_two_intervals_is_confirmed_without_asking_again() {
    test.tick(1_000, B, C, D);
    test.tick(1_500, C, D);
    var outputs = test.signal(ACCUSED);
    assertThat(signals(outputs)).containsExactly(confirmed(B.id()));
    assertThat(questions(outputs)).isEmpty();
    assertThat(signals(test.signal(ACCUSED))).as("said once").isEmpty();
  }

  @Test
  void a_member_that_was_heard_less_than_two_intervals_ago_is_not() {
    test.tick(1_000, B, C, D);
    test.tick(1_490, C, D);
    assertThat(test.signal(ACCUSED)).isEmpty();
  }

  @Test
  void an_open_question_is_closed() {
    test.tick(1_000, B, C, D);
    assertThat(questions(test.tick(2_260, C, D))).isNotEmpty();
    assertThat(signals(test.signal(ACCUSED))).containsExactly(confirmed(B.id()));
    assertThat(questions(test.tick(2_300, C, D))).isEmpty();
  }

  @Test
  void what_was_heard_before_the_others_lost_their_link_does_not_count() {
    test.tick(1_000, B, C, D);
    test.receive(C, new ConfirmRequest(VIEW, B.id(), 1, Evidence.LINK_REFUSED));
    assertThat(signals(test.signal(ACCUSED))).containsExactly(confirmed(B.id()));
  }

  @Test
  void who_is_heard_again_afterwards_is_cleared() {
    test.tick(1_000, B, C, D);
    test.tick(1_500, C, D);
    test.signal(ACCUSED);
    assertThat(signals(test.heartbeat(B))).containsExactly(cleared(B.id()));
  }

  @Test
  void accusations_in_other_views_and_of_strangers_count_for_nothing() {
    test.tick(1_500, C, D);
    assertThat(test.signal(new Signal.Accused(OTHER_VIEW, B.id()))).isEmpty();
    assertThat(test.signal(new Signal.Accused(VIEW, CoreNetwork.member(9).id()))).isEmpty();
  }
}
