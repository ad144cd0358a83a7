package dev.parley.protocol.failure;

import static dev.parley.protocol.failure.DetectorUnderTest.A;
import static dev.parley.protocol.failure.DetectorUnderTest.B;
import static dev.parley.protocol.failure.DetectorUnderTest.C;
import static dev.parley.protocol.failure.DetectorUnderTest.D;
import static dev.parley.protocol.failure.DetectorUnderTest.SETTINGS;
import static dev.parley.protocol.failure.DetectorUnderTest.VIEW;
import static dev.parley.protocol.failure.DetectorUnderTest.cleared;
import static dev.parley.protocol.failure.DetectorUnderTest.confirmed;
import static dev.parley.protocol.failure.DetectorUnderTest.events;
import static dev.parley.protocol.failure.DetectorUnderTest.questions;
import static dev.parley.protocol.failure.DetectorUnderTest.signals;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Destination;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.Signal.Suspected;
import dev.parley.protocol.failure.FailureMessage.ConfirmRequest;
import dev.parley.protocol.failure.FailureMessage.Evidence;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The link to a neighbour ended: what that is worth at A, of which B, C and D are neighbours. */
class ClosedLinkTest {
  private final DetectorUnderTest test = DetectorUnderTest.with(B, C, D);

  private ConfirmRequest suspectB(boolean refused) {
    test.tick(1_000, B, C, D);
    var outputs = test.linkClosed(B, refused);
    assertThat(events(outputs)).containsExactly("suspected");
    assertThat(signals(outputs)).containsExactly(new Suspected(B.id(), 0));
    var questions = questions(outputs);
    assertThat(questions).as("asked at once, not at the next tick").hasSize(1);
    return questions.get(0);
  }

  @Test
  void a_refused_member_is_confirmed_as_soon_as_the_others_agree() {
    var question = suspectB(true);
    assertThat(signals(test.answer(C, question, 40))).isEmpty();
    assertThat(signals(test.answer(D, question, 20))).containsExactly(confirmed(B.id()));
  }

  @Test
  void what_others_heard_before_the_link_ended_is_no_veto_and_what_they_heard_later_is() {
    var question = suspectB(true);
    test.tick(1_000 + 90, C, D);
    test.answer(C, question, 100);
    // 51 ms after the link had ended.
    assertThat(signals(test.answer(D, question, 90 - MemberWatch.IN_FLIGHT_MS - 1)))
        .containsExactly(cleared(B.id()));
  }

  @Test
  void what_was_still_in_flight_when_the_link_ended_is_no_veto() {
    var question = suspectB(true);
    test.tick(1_000 + 90, C, D);
    test.answer(C, question, 100);
    assertThat(signals(test.answer(D, question, 90 - MemberWatch.IN_FLIGHT_MS)))
        .containsExactly(confirmed(B.id()));
  }

  @Test
  void a_heartbeat_that_was_still_in_flight_does_not_clear_and_a_later_one_does() {
    suspectB(true);
    test.tick(1_000 + MemberWatch.IN_FLIGHT_MS, C, D);
    assertThat(signals(test.heartbeat(B))).isEmpty();
    test.tick(1_000 + MemberWatch.IN_FLIGHT_MS + 10, C, D);
    assertThat(signals(test.heartbeat(B))).containsExactly(cleared(B.id()));
  }

  @Test
  void a_member_that_does_not_refuse_has_all_tries_to_object() {
    var question = suspectB(false);
    test.answer(C, question, 40);
    assertThat(signals(test.answer(D, question, 40))).isEmpty();
    assertThat(
            signals(test.tick(1_000 + SuspectQuery.TRIES * SETTINGS.confirmTimeoutMs() - 10, C, D)))
        .isEmpty();
    assertThat(signals(test.tick(1_000 + SuspectQuery.TRIES * SETTINGS.confirmTimeoutMs(), C, D)))
        .containsExactly(confirmed(B.id()));
  }

  @Test
  void a_live_member_objects_itself_however_soon() {
    var question = suspectB(false);
    test.answer(C, question, 40);
    assertThat(signals(test.answer(B, question, 0))).containsExactly(cleared(B.id()));
    assertThat(signals(test.tick(5_000, B, C, D))).isEmpty();
  }

  @Test
  void a_refusal_that_comes_after_the_others_agreed_settles_it() {
    var question = suspectB(false);
    test.answer(C, question, 40);
    test.answer(D, question, 40);
    assertThat(signals(test.linkClosed(B, true))).containsExactly(confirmed(B.id()));
  }

  @Test
  void of_two_a_refused_one_is_confirmed_at_once_and_another_has_its_tries() {
    var two = DetectorUnderTest.with(B);
    two.tick(1_000, B);
    assertThat(signals(two.linkClosed(B, true))).contains(confirmed(B.id()));

    var other = DetectorUnderTest.with(B);
    other.tick(1_000, B);
    assertThat(signals(other.linkClosed(B, false))).doesNotContain(confirmed(B.id()));
    assertThat(signals(other.tick(1_000 + SuspectQuery.TRIES * SETTINGS.confirmTimeoutMs())))
        .containsExactly(confirmed(B.id()));
  }

  @Test
  void a_link_to_who_is_not_in_the_view_or_confirmed_already_tells_nothing_new() {
    var two = DetectorUnderTest.with(B);
    assertThat(two.linkClosed(C, true)).isEmpty();
    two.linkClosed(B, true);
    assertThat(two.linkClosed(B, true)).isEmpty();
    two.install(new dev.parley.protocol.ViewId(9, A.id()), C);
    assertThat(two.linkClosed(B, true)).isEmpty();
  }

  @Test
  void a_cleared_member_is_judged_by_silence_again() {
    var question = suspectB(true);
    test.answer(B, question, 0);
    var outputs = test.tick(1_000 + SETTINGS.suspectAfterMs() + 20, C, D);
    assertThat(questions(outputs)).hasSize(1);
    var again = questions(outputs).get(0);
    assertThat(again.view()).isEqualTo(VIEW);
    assertThat(signals(test.answer(C, again, 100))).isEqualTo(List.of(cleared(B.id())));
  }

  @Test
  void the_others_and_the_suspect_itself_are_told_what_speaks_against_it() {
    test.tick(1_000, B, C, D);
    var outputs = test.linkClosed(B, true);
    var question = questions(outputs).get(0);
    assertThat(question.evidence()).isEqualTo(Evidence.LINK_REFUSED);
    assertThat(outputs).contains(new Transmit(Destination.to(B), question));
  }

  @Test
  void who_is_told_of_a_closed_link_answers_and_asks_the_suspect_alone() {
    test.tick(1_000, B, C, D);
    var outputs = test.receive(C, told());
    assertThat(questions(outputs)).as("the others are asked by who saw it").isEmpty();
    assertThat(
            outputs.stream()
                .filter(Transmit.class::isInstance)
                .map(output -> ((Transmit) output).to()))
        .containsExactly(Destination.to(C), Destination.to(B));
    assertThat(signals(outputs)).containsExactly(new Suspected(B.id(), 0));
  }

  @Test
  void who_is_told_confirms_after_all_tries_and_never_who_is_heard_later() {
    test.tick(1_000, B, C, D);
    test.receive(C, told());
    long decidedMs = 1_000 + SuspectQuery.TRIES * SETTINGS.confirmTimeoutMs();
    assertThat(signals(test.tick(decidedMs - 10, C, D))).isEmpty();
    assertThat(signals(test.tick(decidedMs, C, D))).containsExactly(confirmed(B.id()));

    var other = DetectorUnderTest.with(B, C, D);
    other.tick(1_000, B, C, D);
    other.receive(C, told());
    assertThat(signals(other.tick(5_000, B, C, D))).containsExactly(cleared(B.id()));
  }

  private static ConfirmRequest told() {
    return new ConfirmRequest(VIEW, B.id(), 42, Evidence.LINK_REFUSED);
  }
}
