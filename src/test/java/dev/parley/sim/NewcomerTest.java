package dev.parley.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.election.ElectionMode;
import dev.parley.sim.invariant.Violation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/**
 * A server with an empty disk copies the state of a group in which people go on writing: what it
 * writes down is the state of no moment until it is in a view.
 */
@Tag("sim")
class NewcomerTest {
  private static final SimProfile PROFILE =
      SimProfile.of(ElectionMode.JUMP).withChat().withTransfersOf(100);

  private static final int MUTANT_SEEDS = 300;

  @Test
  void a_server_with_an_empty_disk_comes_into_a_group_that_goes_on(TestInfo test) {
    Seeds.of(test, PROFILE).play(Seeds.COUNT / 2, stage -> newcomer(stage, 0));
  }

  @Test
  void it_dies_and_starts_again_while_it_copies(TestInfo test) {
    Seeds.of(test, PROFILE).play(Seeds.COUNT, stage -> newcomer(stage, 3));
  }

  @Test
  void a_copy_that_is_taken_for_a_state_after_a_crash_is_found_out(TestInfo test) {
    var believing =
        new Sabotage() {
          @Override
          public boolean isCopyForgotten() {
            return false;
          }
        };
    var failure =
        Seeds.of(test, PROFILE)
            .sabotagedBy(believing)
            .firstFailure(MUTANT_SEEDS, stage -> newcomer(stage, 3));
    System.out.println("sim: mutant " + test.getDisplayName() + ": " + failure);
    assertThat(failure.map(Seeds.Failure::cause)).get().isInstanceOf(Violation.class);
  }

  @Test
  void the_member_that_it_copies_from_dies_and_so_does_the_part_that_it_is_in(TestInfo test) {
    Seeds.of(test, PROFILE)
        .play(
            Seeds.COUNT,
            stage -> {
              var sim = stage.sim();
              group(stage);
              sim.people().start(20);
              if (stage.draw(0, 1) == 1) stage.network().isolate(sim.nodes().subList(0, 1));
              sim.node(3).start();
              stage.runBetween(0, 500);
              sim.node(2).crash();
              stage.runBetween(0, 500);
              stage.network().heal();
              sim.node(2).start();
              stage.runBetween(0, 300);
              finish(stage);
            });
  }

  private static void newcomer(Stage stage, int crashes) {
    var sim = stage.sim();
    group(stage);
    sim.people().start(20);
    sim.node(3).start();
    for (int crash = 0; crash < crashes; crash++) {
      stage.runBetween(0, 400);
      sim.node(3).crash();
      stage.runBetween(0, 100);
      sim.node(3).start();
    }
    stage.runBetween(0, 500);
    finish(stage);
  }

  /** Three servers with people, of whom one is away, and a fourth that knows nothing of them. */
  private static void group(Stage stage) {
    var sim = stage.sim();
    sim.addNodes(3);
    sim.people().add(4);
    sim.nodes().forEach(SimNode::start);
    stage.settle();
    sim.addNodes(1);
    for (int i = 0; i < 3; i++) sim.people().clients().get(i).connect(sim.node(i));
    stage.run(100);
    var away = sim.people().clients().get(3).name();
    for (int i = 0; i < 5; i++) sim.people().clients().get(i % 3).write(away);
    stage.runBetween(50, 200);
  }

  private static void finish(Stage stage) {
    var sim = stage.sim();
    sim.nodes().stream().filter(node -> !node.isRunning()).forEach(SimNode::start);
    stage.settle();
    stage.settlePeople();
  }
}
