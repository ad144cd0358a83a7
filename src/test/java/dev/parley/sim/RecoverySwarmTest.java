package dev.parley.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.accounts.AccountLog;
import dev.parley.chat.accounts.AccountLogEntry.Founding;
import dev.parley.chat.accounts.AccountLogEntry.Opening;
import dev.parley.protocol.election.ElectionMode;
import dev.parley.protocol.multicast.Quorum;
import dev.parley.replica.ReplicatedChat;
import dev.parley.sim.invariant.Violation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/**
 * Voters that are made by force, and votes that are given up. {@code -Dparley.sim.recovery=n} plays
 * n seeds.
 */
@Tag("sim")
class RecoverySwarmTest {
  private static final int COUNT = 300;
  private static final int STOPS = 60;

  /** Steps of 20 ms: several times what it takes to take the vote of a member that is missing. */
  private static final int DEMOTIONS = 25;

  private static final int MUTANT_SEEDS = 1_000;

  @Test
  void a_forced_recovery_wins_wherever_it_is_met(TestInfo test) {
    int count = Integer.getInteger("parley.sim.recovery", COUNT);
    Seeds.of(test, RecoverySwarmTest::profile)
        .play(count, stage -> new RecoveryRun().accept(stage));
  }

  @Test
  void a_recovery_without_a_generation_of_its_own_is_found_out(TestInfo test) {
    // As it was before there were generations: the log with the larger position wins.
    assertNoticed(
        test,
        new ForgedOpening(
            opening -> {
              var founding = opening.founding();
              return new Opening(
                  Founding.first(founding.epoch(), founding.founder()),
                  opening.members(),
                  opening.voters());
            }));
  }

  @Test
  void members_of_a_lower_generation_that_keep_their_votes_are_found_out(TestInfo test) {
    assertNoticed(
        test,
        new ForgedOpening(
            opening -> {
              var voters = new TreeSet<>(opening.voters());
              voters.addAll(List.of("n-a", "n-b", "n-c"));
              return new Opening(opening.founding(), opening.members(), List.copyOf(voters));
            }));
  }

  @Test
  void a_recovery_that_decides_before_it_is_on_the_disks_of_all_is_found_out(TestInfo test) {
    assertNoticed(
        test,
        new Sabotage() {
          @Override
          public List<Quorum> onAwait(List<Quorum> quorums) {
            // Those who must all have it are not asked; one disk will do.
            return quorums.stream()
                .map(q -> q.needed() == q.nodes().size() ? new Quorum(q.nodes(), 1) : q)
                .toList();
          }
        });
  }

  @Test
  void servers_that_are_stopped_at_once_keep_their_votes(TestInfo test) {
    Seeds.of(test, RecoverySwarmTest::profile).play(STOPS, RecoverySwarmTest::stopAll);
  }

  @Test
  void votes_that_are_given_up_while_the_others_leave_are_found_out(TestInfo test) {
    var broken =
        new Sabotage() {
          @Override
          public void beforeTick(ReplicatedChat<?, ?, ?> chat) {
            var office = Innards.of(chat).at("registry");
            if (!(office.get("logLeader") instanceof Optional<?> logLeader) || logLeader.isEmpty())
              return;
            var leaving = Innards.of(logLeader.get()).at("departures").get("sinceMs");
            // Of those that leave the leader remembers the first.
            if (leaving instanceof Map<?, ?> nodes && nodes.size() > 1)
              nodes.keySet().retainAll(List.of(nodes.keySet().iterator().next()));
          }
        };
    assertNoticed(test, broken, RecoverySwarmTest::stopAll);
  }

  @Test
  void two_of_five_go_on_when_the_others_are_stopped(TestInfo test) {
    Seeds.of(test, RecoverySwarmTest::profile).play(STOPS, RecoverySwarmTest::stopThree);
  }

  private static void stopAll(Stage stage) {
    stage.group(stage.draw(3, 6));
    awaitName(stage, stage.sim().node(0), "founder");
    var voters = voters(stage.sim().node(0));
    for (var node : stage.sim().nodes()) {
      node.leave();
      stage.runBetween(0, 3);
    }
    stage.run(2_000);
    for (var node : stage.sim().nodes()) {
      var kept = node.disk().load().state().registry().get(0).electorate();
      if (!kept.equals(voters))
        throw new Violation(RecoverySwarmTest.class, "of " + voters + " only " + kept + " vote");
    }
    stage.sim().nodes().forEach(SimNode::start);
    stage.settle();
    awaitName(stage, stage.sim().node(0), "last");
  }

  private static void stopThree(Stage stage) {
    stage.group(5);
    awaitName(stage, stage.sim().node(0), "founder");
    int first = stage.draw(0, 4);
    int gapMs = stage.draw(0, 1) * stage.draw(0, 300);
    for (int i = 0; i < 3; i++) {
      stage.sim().node((first + i) % 5).leave();
      stage.run(gapMs);
    }
    stage.settle();
    awaitName(stage, stage.sim().running().get(0), "last");
    assertThat(stage.sim().running()).hasSize(2);
    var left = stage.sim().running().get(0);
    // The vote of the last that left may be taken in the view without it.
    for (int i = 0; i < DEMOTIONS && voters(left).size() > 2; i++) stage.run(20);
    assertThat(voters(left)).hasSize(2);
  }

  private static void awaitName(Stage stage, SimNode node, String name) {
    var people = stage.sim().registrations();
    long deadlineMs = stage.sim().nowMs() + 1_500;
    people.register(node, name);
    while (!people.isGranted(name)) {
      if (stage.sim().nowMs() > deadlineMs)
        throw new Violation(RecoverySwarmTest.class, "nobody can register at " + node);
      stage.run(20);
    }
    stage.run(50);
  }

  private static List<String> voters(SimNode node) {
    var state = node.chat().orElseThrow().state();
    return state.registry().map(AccountLog::electorate).orElse(List.of());
  }

  private static void assertNoticed(TestInfo test, Sabotage sabotage) {
    assertNoticed(test, sabotage, stage -> new RecoveryRun().accept(stage));
  }

  private static void assertNoticed(TestInfo test, Sabotage sabotage, Consumer<Stage> scenario) {
    var failure =
        Seeds.of(test, profile(1)).sabotagedBy(sabotage).firstFailure(MUTANT_SEEDS, scenario);
    System.out.println("sim: mutant " + test.getDisplayName() + ": " + failure);
    assertThat(failure.map(Seeds.Failure::cause)).get().isInstanceOf(Violation.class);
  }

  private static SimProfile profile(long seed) {
    var modes = ElectionMode.values();
    return SimProfile.of(modes[(int) (seed % modes.length)]).withChat();
  }
}
