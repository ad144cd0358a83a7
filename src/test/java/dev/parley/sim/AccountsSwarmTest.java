package dev.parley.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.accounts.SurvivorProof;
import dev.parley.protocol.election.ElectionMode;
import dev.parley.protocol.multicast.Replication;
import dev.parley.sim.invariant.Violation;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/**
 * People register names at all nodes while everything fails that can. {@code
 * -Dparley.sim.accounts=n} plays n seeds.
 */
@Tag("sim")
class AccountsSwarmTest {
  private static final int COUNT = 300;
  private static final int MUTANT_SEEDS = 2_000;
  private static final long MEAN_GAP_MS = 15;

  /** In which people must be able to register, once all nodes are together. */
  private static final long OPEN_MS = 1_500;

  private static final long STEP_MS = 20;

  @Test
  void a_name_is_given_once_and_for_good(TestInfo test) {
    int count = Integer.getInteger("parley.sim.accounts", COUNT);
    var seeds = Seeds.of(test, seed -> profile(seed).withChat());
    seeds.play(count, AccountsSwarmTest::play);
    if (System.getProperty("parley.sim.seed") == null)
      seeds
          .faults()
          .require(Fault.CRASH, Fault.RESTART, Fault.PAUSE, Fault.PARTITION, Fault.PROVEN_DEAD);
  }

  @Test
  void half_of_the_voters_without_proof_that_the_others_are_dead_is_found_out(TestInfo test) {
    assertNoticed(
        test,
        profile(1).withChat(),
        new Sabotage() {
          @Override
          public boolean isProofForged() {
            return true;
          }
        });
  }

  @Test
  void a_last_survivor_that_was_started_again_is_found_out(TestInfo test) {
    // No seed before finds it, which takes more than a minute to see.
    assertNoticed(test, profile(1).withChat(), new ForgottenRestart(), 850);
  }

  @Test
  void votes_of_members_whose_disk_does_not_have_the_entry_are_found_out(TestInfo test) {
    assertNoticed(
        test,
        profile(1).withChat(new Replication(Replication.DEFAULT_COPIES, false)),
        Sabotage.NONE,
        400); // As above.
  }

  private static void assertNoticed(TestInfo test, SimProfile profile, Sabotage sabotage) {
    assertNoticed(test, profile, sabotage, 1);
  }

  private static void assertNoticed(
      TestInfo test, SimProfile profile, Sabotage sabotage, long fromSeed) {
    var failure =
        Seeds.of(test, profile)
            .sabotagedBy(sabotage)
            .firstFailure(fromSeed, MUTANT_SEEDS, AccountsSwarmTest::play);
    System.out.println("sim: mutant " + test.getDisplayName() + ": " + failure);
    assertThat(failure.map(Seeds.Failure::cause)).get().isInstanceOf(Violation.class);
  }

  private static void play(Stage stage) {
    var sim = stage.sim();
    var people = sim.registrations();
    new SchedulePlayer(
            Schedule.draw(sim.seed()),
            () -> {},
            ready -> {
              ready.settle();
              awaitName(ready, "founder");
              people.start(MEAN_GAP_MS);
            })
        .accept(stage);
    people.stop();
    sim.nodes().stream().filter(node -> !node.isRunning()).forEach(SimNode::start);
    stage.settle();
    awaitName(stage, "last");
    // What is decided reaches everybody.
    stage.run(100);
    sim.running().forEach(people::check);
  }

  private static void awaitName(Stage stage, String name) {
    var people = stage.sim().registrations();
    long deadlineMs = stage.sim().nowMs() + OPEN_MS;
    people.register(stage.sim().running().get(0), name);
    while (!people.isGranted(name)) {
      if (stage.sim().nowMs() > deadlineMs)
        throw new Violation(AccountsSwarmTest.class, "nobody can register: " + standing(stage));
      stage.run(STEP_MS);
    }
  }

  private static Optional<String> standing(Stage stage) {
    return stage
        .sim()
        .running()
        .get(0)
        .chat()
        .flatMap(chat -> chat.state().registryClosed(SurvivorProof.ON));
  }

  private static SimProfile profile(long seed) {
    var modes = ElectionMode.values();
    return SimProfile.of(modes[(int) (seed % modes.length)]);
  }
}
