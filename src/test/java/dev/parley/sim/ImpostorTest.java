package dev.parley.sim;

import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.election.ElectionMode;
import dev.parley.sim.invariant.Observation;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Processes that speak for others, in their own names: nobody changes its view or elects. */
@Tag("sim")
class ImpostorTest {
  private static final SimProfile JUMP = SimProfile.of(ElectionMode.JUMP);
  private static final MemberId STRANGER = new MemberId("n-stranger", 1);
  private static final int SEEDS = 15;
  private static final int MESSAGES = 200;

  @Test
  void a_stranger_that_speaks_for_members_changes_nothing(TestInfo test) {
    play(test, stage -> STRANGER);
  }

  @Test
  void a_broken_member_that_speaks_for_others_changes_nothing(TestInfo test) {
    play(test, stage -> stage.sim().follower().group().self().id());
  }

  private static void play(TestInfo test, Function<Stage, MemberId> impostor) {
    Seeds.of(test, JUMP)
        .play(
            SEEDS,
            stage -> {
              stage.group(stage.draw(3, 5));
              stage.load(20);
              stage.run(500);
              speak(stage, new Impostor(impostor.apply(stage), stage.sim().random().split()));
              stage.settle();
              stage.sim().faults().require(Fault.IMPOSTURE);
            });
  }

  private static void speak(Stage stage, Impostor impostor) {
    stage.sim().observe(new Observation.QuietBegan());
    for (int i = 0; i < MESSAGES; i++) {
      var nodes = stage.sim().nodes();
      var to = nodes.get(stage.draw(0, nodes.size() - 1));
      var view = to.view().orElseThrow();
      var victim = view.members().get(stage.draw(0, view.size() - 1));
      if (victim.id().equals(impostor.from())) victim = nobody();
      stage.sim().faults().add(Fault.IMPOSTURE);
      if (!to.group().self().id().equals(impostor.from()))
        to.receive(impostor.from(), impostor.next(view, victim), stage.network().tap());
      stage.runBetween(0, 10);
    }
    stage.run(1_000);
    stage.sim().observe(new Observation.QuietEnded());
  }

  /** A member of no view, whose address nobody has. */
  private static Member nobody() {
    var nowhere = new Endpoint("10.9.9.9", 7_000);
    return new Member(new MemberId("n-nobody", 1), nowhere, nowhere);
  }
}
