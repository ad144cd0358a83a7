package dev.parley.protocol.membership;

import static dev.parley.protocol.membership.Members.A;
import static dev.parley.protocol.membership.Members.B;
import static dev.parley.protocol.membership.Members.C;
import static dev.parley.protocol.membership.Members.SETTINGS;
import static dev.parley.protocol.membership.Members.ballot;
import static dev.parley.protocol.membership.Members.install;
import static dev.parley.protocol.membership.Members.prepare;
import static dev.parley.protocol.membership.Members.report;
import static dev.parley.protocol.membership.Members.view;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.membership.MembershipMessage.ComponentCut;
import dev.parley.protocol.membership.MembershipMessage.Cut;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Any message of a run comes once more after any later step: everything else goes as it did. The
 * runs are short, so every pair is tried.
 */
class IdempotenceTest {
  private static final View FIRST = view(1, B, A, B);
  private static final View SECOND = view(3, B, A, B);

  /** One event; only messages are doubled by a network, signals within a node are not. */
  private record Step<T>(boolean isMessage, Function<T, List<Output>> act) {}

  @Test
  void a_participant_answers_a_doubled_message_again_and_nothing_else_changes() {
    var steps = participantSteps();

    int doubles =
        doubleEach(
            steps,
            () -> new Participant(A, SharedSettings.NONE, 0),
            again -> assertThat(again).hasOnlyElementsOfType(Transmit.class));

    assertThat(doubles).isGreaterThan(steps.size());
  }

  @Test
  void a_coordinator_does_nothing_at_a_doubled_answer() {
    var steps = coordinatorSteps();

    int doubles =
        doubleEach(steps, () -> new ViewChange(A, SETTINGS), again -> assertThat(again).isEmpty());

    assertThat(doubles).isGreaterThan(steps.size());
  }

  private static <T> int doubleEach(
      List<Step<T>> steps, Supplier<T> fresh, Consumer<List<Output>> whatTheDoubleMayDo) {
    var expected = outputs(steps, fresh.get(), -1, -1, whatTheDoubleMayDo);
    int doubles = 0;
    for (int doubled = 0; doubled < steps.size(); doubled++) {
      if (!steps.get(doubled).isMessage()) continue;
      for (int after = doubled; after < steps.size(); after++) {
        doubles++;
        assertThat(outputs(steps, fresh.get(), doubled, after, whatTheDoubleMayDo))
            .as("step %d again after step %d", doubled, after)
            .isEqualTo(expected);
      }
    }
    return doubles;
  }

  /** What the steps put out, without what the doubled one did the second time. */
  private static <T> List<List<Output>> outputs(
      List<Step<T>> steps,
      T subject,
      int doubled,
      int after,
      Consumer<List<Output>> whatTheDoubleMayDo) {
    var outputs = new ArrayList<List<Output>>();
    for (int i = 0; i < steps.size(); i++) {
      outputs.add(steps.get(i).act().apply(subject));
      if (i == after) whatTheDoubleMayDo.accept(steps.get(doubled).act().apply(subject));
    }
    return outputs;
  }

  /** A joins B; then C freezes it in vain, and B brings it into a second view. */
  private static List<Step<Participant>> participantSteps() {
    var alone = ViewId.none(A.id());
    return List.of(
        message(a -> a.onPrepare(prepare(1, B, A, B), 0)),
        signal(a -> a.onFrozen(ballot(1, B), report(A))),
        message(a -> a.onCut(cut(1, alone))),
        signal(a -> a.onCutReached(ballot(1, B), 0)),
        message(a -> a.onInstall(install(FIRST), B, 0)),
        message(a -> a.onPrepare(prepare(2, C, A, C), 0)),
        signal(a -> a.onFrozen(ballot(2, C), report(FIRST))),
        message(a -> a.onPrepare(prepare(3, B, A, B), 0)),
        signal(a -> a.onFrozen(ballot(3, B), report(FIRST))),
        message(a -> a.onCut(cut(3, FIRST.id()))),
        signal(a -> a.onCutReached(ballot(3, B), 0)),
        message(a -> a.onInstall(install(SECOND), B, 0)));
  }

  /** A coordinates the views 2 and 3 of A, B and C. */
  private static List<Step<ViewChange>> coordinatorSteps() {
    var steps = new ArrayList<Step<ViewChange>>();
    for (long epoch = 2; epoch <= 3; epoch++) {
      var before = view(epoch - 1, A, A, B, C);
      var ballot = ballot(epoch, A);
      steps.add(signal(a -> a.start(ballot, before.members(), before, new TreeSet<>(), 0)));
      for (var from : before.ids())
        steps.add(message(a -> a.onFlushOk(from, ballot, report(before), 0)));
      for (var from : before.ids()) steps.add(message(a -> a.onFlushed(from, ballot, 0)));
      for (var from : before.ids()) steps.add(message(a -> a.onInstallAck(from, ballot, 0)));
    }
    return steps;
  }

  private static <T> Step<T> message(Function<T, List<Output>> act) {
    return new Step<>(true, act);
  }

  private static <T> Step<T> signal(Function<T, List<Output>> act) {
    return new Step<>(false, act);
  }

  private static Cut cut(long epoch, ViewId from) {
    return new Cut(
        ballot(epoch, B), List.of(new ComponentCut(from, VersionVector.EMPTY, List.of(A))));
  }
}
