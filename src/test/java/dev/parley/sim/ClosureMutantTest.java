package dev.parley.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Dependencies;
import dev.parley.protocol.FlushReport;
import dev.parley.protocol.FlushReport.Held;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.election.ElectionMode;
import dev.parley.protocol.membership.MembershipMessage.FlushOk;
import dev.parley.protocol.multicast.MulticastMessage.Data;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/**
 * A message that only the dead had delivered, and an answer to it that the living have received:
 * the answer must go with what it answers.
 */
class ClosureMutantTest {
  private static final int SEEDS = 50;
  private static final SimProfile PROFILE = SimProfile.of(ElectionMode.EAGER);

  /** Kills both as soon as somebody else has the answer. */
  private static final class Killer implements SimNetwork.Tap {
    private final SimNode asker;
    private final SimNode answerer;
    private boolean isAnswered;

    Killer(SimNode asker, SimNode answerer) {
      this.asker = asker;
      this.answerer = answerer;
    }

    @Override
    public void onReceived(SimNode to, MemberId from, Message message) {
      boolean isAnswer =
          isAnswered && message instanceof Data && from.node().equals(answerer.name());
      if (!isAnswer || to == asker || to == answerer) return;
      asker.crash();
      answerer.crash();
    }
  }

  @Test
  void an_answer_goes_with_the_question_that_nobody_has(TestInfo test) {
    Seeds.of(test, PROFILE).play(SEEDS, ClosureMutantTest::play);
  }

  @Test
  void a_cut_that_is_not_causally_closed_is_found_out(TestInfo test) {
    var broken =
        new Sabotage() {
          @Override
          public Optional<Message> onReceive(SimGroup group, MemberId from, Message message) {
            return Optional.of(message instanceof FlushOk ok ? withoutPasts(ok) : message);
          }
        };
    var failure =
        Seeds.of(test, PROFILE).sabotagedBy(broken).firstFailure(SEEDS, ClosureMutantTest::play);
    System.out.printf("sim: mutant %s: %.200s%n", test.getDisplayName(), failure);
    assertThat(failure.map(Seeds.Failure::cause).map(Throwable::getMessage))
        .get()
        .asString()
        .contains("Convergence");
  }

  /** What is held seems to wait for nothing. */
  private static FlushOk withoutPasts(FlushOk ok) {
    var report = ok.report();
    var held = report.held().stream().map(one -> new Held(one.dot(), Dependencies.NONE)).toList();
    return new FlushOk(
        ok.ballot(), new FlushReport(report.lastView(), report.slots(), report.delivered(), held));
  }

  private static void play(Stage stage) {
    stage.group(5);
    var asker = stage.sim().node(0);
    var answerer = stage.sim().node(1);
    var killer = new Killer(asker, answerer);
    stage.network().tap(killer);
    stage.sim().nodes().subList(2, 5).forEach(other -> stage.network().cut(asker, other));
    // Only one has the answer, and it does not coordinate: the largest that lives will.
    stage.sim().nodes().subList(3, 5).forEach(other -> stage.network().cut(answerer, other));
    asker.submit(20);
    while (answerer.state().isEmpty()) stage.run(1);
    killer.isAnswered = true;
    answerer.submit(20);
    stage.run(50);
    if (asker.isRunning()) throw new AssertionError("void run: nobody got the answer");
    stage.network().heal();
    stage.settle();
  }
}
