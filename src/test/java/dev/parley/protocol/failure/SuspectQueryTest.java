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
import static dev.parley.protocol.failure.DetectorUnderTest.questions;
import static dev.parley.protocol.failure.DetectorUnderTest.signals;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Destination;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.Signal;
import dev.parley.protocol.failure.FailureMessage.ConfirmRequest;
import dev.parley.protocol.failure.FailureMessage.ConfirmResponse;
import dev.parley.protocol.failure.FailureMessage.Evidence;
import org.junit.jupiter.api.Test;

class SuspectQueryTest {
  // The one who asks.

  @Test
  void all_others_are_asked_about_a_suspect() {
    var detector = DetectorUnderTest.with(B, C, D);

    var questions = questions(detector.tick(1_260, C, D));

    assertThat(questions).hasSize(1);
    assertThat(questions.get(0).suspect()).isEqualTo(B.id());
    assertThat(questions.get(0).view()).isEqualTo(VIEW);
  }

  @Test
  void a_suspect_is_confirmed_when_all_others_agree() {
    var detector = DetectorUnderTest.with(B, C, D);
    var question = questions(detector.tick(1_260, C, D)).get(0);

    assertThat(detector.answer(C, question, 1_200)).isEmpty();
    var outputs = detector.answer(D, question, 500);

    assertThat(signals(outputs)).containsExactly(confirmed(B.id()));
    assertThat(events(outputs)).containsExactly("confirmed silent");
  }

  @Test
  void one_fresh_sign_of_life_vetoes() {
    var detector = DetectorUnderTest.with(B, C, D);
    var question = questions(detector.tick(1_260, C, D)).get(0);
    detector.answer(C, question, 1_200);

    var outputs = detector.answer(D, question, 499);

    assertThat(signals(outputs)).containsExactly(cleared(B.id()));
    assertThat(events(outputs)).containsExactly("refuted");
  }

  @Test
  void a_vetoed_suspect_counts_as_heard_when_the_witness_heard_it() {
    var detector = DetectorUnderTest.with(B, C);
    var question = questions(detector.tick(1_260, C)).get(0);
    detector.answer(C, question, 200);

    assertThat(signals(detector.tick(1_260 - 200 + 1_250, C))).isEmpty();
    assertThat(signals(detector.tick(1_260 - 200 + 1_260, C)))
        .containsExactly(new Signal.Suspected(B.id(), 1_260));
  }

  @Test
  void a_sign_of_life_from_the_future_counts_as_now() {
    var detector = DetectorUnderTest.with(B, C);
    var question = questions(detector.tick(1_260, C)).get(0);
    detector.answer(C, question, Long.MIN_VALUE);

    assertThat(signals(detector.tick(1_260 + 1_250, C))).isEmpty();
    assertThat(signals(detector.tick(1_260 + 1_260, C)))
        .containsExactly(new Signal.Suspected(B.id(), 1_260));
  }

  @Test
  void the_suspect_itself_may_veto() {
    var detector = DetectorUnderTest.with(B, C);
    var question = questions(detector.tick(1_260, C)).get(0);

    assertThat(signals(detector.answer(B, question, 0))).containsExactly(cleared(B.id()));
  }

  @Test
  void an_unanswered_question_is_asked_three_times_and_then_decided() {
    var detector = DetectorUnderTest.with(B, C);
    var first = questions(detector.tick(1_260, C));

    assertThat(questions(detector.tick(1_350, C))).isEmpty();
    assertThat(questions(detector.tick(1_360, C))).isEqualTo(first);
    assertThat(questions(detector.tick(1_460, C))).isEqualTo(first);
    var waiting = detector.tick(1_550, C);
    assertThat(questions(waiting)).isEmpty();
    assertThat(signals(waiting)).isEmpty();
    assertThat(signals(detector.tick(1_560, C))).containsExactly(confirmed(B.id()));
  }

  @Test
  void an_answer_to_an_earlier_question_counts_for_nothing() {
    var detector = DetectorUnderTest.with(B, C);
    var earlier = questions(detector.tick(1_260, C)).get(0);
    detector.heartbeat(B);
    var later = questions(detector.tick(2_520, C)).get(0);

    assertThat(later.nonce()).isNotEqualTo(earlier.nonce());
    assertThat(detector.answer(C, earlier, 0)).isEmpty();
    assertThat(detector.answer(C, earlier, 5_000)).isEmpty();
    assertThat(signals(detector.answer(C, later, 5_000))).containsExactly(confirmed(B.id()));
  }

  @Test
  void an_answer_after_the_decision_counts_for_nothing() {
    var detector = DetectorUnderTest.with(B, C);
    var question = questions(detector.tick(1_260, C)).get(0);
    detector.tick(1_560, C);

    assertThat(detector.answer(C, question, 0)).isEmpty();
  }

  @Test
  void an_answer_for_another_view_or_suspect_counts_for_nothing() {
    var detector = DetectorUnderTest.with(B, C, D);
    var question = questions(detector.tick(1_260, C, D)).get(0);

    assertThat(detector.receive(C, new ConfirmResponse(OTHER_VIEW, B.id(), question.nonce(), 0)))
        .isEmpty();
    assertThat(detector.receive(C, new ConfirmResponse(VIEW, D.id(), question.nonce(), 0)))
        .isEmpty();
    assertThat(
            detector.receive(
                C, new ConfirmResponse(VIEW, new MemberId("x", 1), question.nonce(), 0)))
        .isEmpty();
  }

  @Test
  void a_stranger_may_neither_veto_nor_agree() {
    var detector = DetectorUnderTest.with(B, C);
    var question = questions(detector.tick(1_260, C)).get(0);

    assertThat(detector.answer(D, question, 0)).isEmpty();
    assertThat(detector.answer(D, question, 5_000)).isEmpty();
  }

  @Test
  void two_suspects_are_asked_about_at_once_and_not_waited_for() {
    var detector = DetectorUnderTest.with(B, C, D);

    var questions = questions(detector.tick(1_260, D));

    assertThat(questions).extracting(ConfirmRequest::suspect).containsExactly(B.id(), C.id());
    assertThat(signals(detector.answer(D, questions.get(0), 1_260)))
        .containsExactly(confirmed(B.id()));
    assertThat(signals(detector.answer(D, questions.get(1), 1_260)))
        .containsExactly(confirmed(C.id()));
  }

  @Test
  void a_suspect_may_still_veto_for_another() {
    var detector = DetectorUnderTest.with(B, C, D);
    var questions = questions(detector.tick(1_260, D));

    assertThat(signals(detector.answer(C, questions.get(0), 0))).containsExactly(cleared(B.id()));
  }

  @Test
  void who_is_suspected_in_the_middle_is_waited_for_no_longer() {
    var detector = DetectorUnderTest.with(B, C);
    detector.tick(50, C);
    detector.tick(1_300);

    assertThat(signals(detector.tick(1_310))).contains(confirmed(B.id()), confirmed(C.id()));
  }

  @Test
  void the_only_other_member_is_confirmed_without_asking_anybody() {
    var detector = DetectorUnderTest.with(B);

    var outputs = detector.tick(1_260);

    assertThat(signals(outputs))
        .containsExactly(new Signal.Suspected(B.id(), 1_260), confirmed(B.id()));
    assertThat(questions(outputs)).isEmpty();
  }

  @Test
  void a_member_that_hears_nobody_confirms_everybody() {
    var detector = DetectorUnderTest.with(B, C, D);

    assertThat(signals(detector.tick(1_260)))
        .endsWith(confirmed(B.id()), confirmed(C.id()), confirmed(D.id()));
  }

  // The one who is asked.

  private static final ConfirmRequest ABOUT_B =
      new ConfirmRequest(VIEW, B.id(), 42, Evidence.SILENCE);

  @Test
  void a_member_answers_how_long_ago_it_heard_the_suspect() {
    var detector = DetectorUnderTest.with(B, C);
    detector.tick(100, B);
    detector.tick(350);

    assertThat(detector.receive(C, ABOUT_B))
        .containsExactly(
            new Transmit(Destination.to(C), new ConfirmResponse(VIEW, B.id(), 42, 250)));
  }

  @Test
  void a_member_answers_for_itself_that_it_lives() {
    var detector = DetectorUnderTest.with(B, C);

    assertThat(detector.receive(C, new ConfirmRequest(VIEW, A.id(), 42, Evidence.SILENCE)))
        .containsExactly(new Transmit(Destination.to(C), new ConfirmResponse(VIEW, A.id(), 42, 0)));
  }

  @Test
  void nobody_answers_a_stranger_or_about_one_or_for_another_view() {
    var detector = DetectorUnderTest.with(B, C);
    detector.tick(1_000);

    assertThat(detector.receive(D, ABOUT_B)).isEmpty();
    assertThat(detector.receive(C, new ConfirmRequest(VIEW, D.id(), 42, Evidence.SILENCE)))
        .isEmpty();
    assertThat(detector.receive(C, new ConfirmRequest(OTHER_VIEW, B.id(), 42, Evidence.SILENCE)))
        .isEmpty();
    assertThat(detector.receive(C, new ConfirmRequest(OTHER_VIEW, A.id(), 42, Evidence.SILENCE)))
        .isEmpty();
  }

  @Test
  void who_has_not_heard_the_suspect_in_this_view_is_no_witness_until_that_is_silence() {
    var detector = DetectorUnderTest.with(B, C);
    detector.tick(490);
    assertThat(detector.receive(C, ABOUT_B)).isEmpty();

    detector.tick(500);
    assertThat(detector.receive(C, ABOUT_B))
        .containsExactly(
            new Transmit(Destination.to(C), new ConfirmResponse(VIEW, B.id(), 42, 500)));
  }

  @Test
  void who_was_paused_is_no_witness() {
    var detector = DetectorUnderTest.with(B, C);
    detector.tick(1_000, B);
    detector.pause(5_000);

    assertThat(answers(detector)).isEqualTo(0);
  }

  @Test
  void hearsay_is_not_passed_on() {
    var detector = DetectorUnderTest.with(B, C, D);
    var question = questions(detector.tick(1_260, C, D)).get(0);
    detector.answer(D, question, 0);

    assertThat(answers(detector)).isEqualTo(0);
  }

  @Test
  void nobody_vetoes_for_who_is_proven_dead() {
    var detector = DetectorUnderTest.with(B, C);
    detector.tick(100, B);
    detector.signal(new Signal.ProvenDead(B.id()));

    assertThat(answers(detector)).isEqualTo(0);
  }

  private static long answers(DetectorUnderTest detector) {
    return detector.receive(C, ABOUT_B).stream().filter(Transmit.class::isInstance).count();
  }
}
