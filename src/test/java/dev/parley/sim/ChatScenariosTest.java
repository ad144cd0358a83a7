package dev.parley.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.BucketSet;
import dev.parley.chat.ChatSnapshot;
import dev.parley.chat.PartialState;
import dev.parley.chat.SnapshotBuckets;
import dev.parley.chat.model.MessageId;
import dev.parley.protocol.election.ElectionMode;
import dev.parley.sim.invariant.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** What may happen to a conversation between the key press and the acknowledgement, one by one. */
@Tag("sim")
class ChatScenariosTest {
  private static final SimProfile PROFILE = SimProfile.of(ElectionMode.JUMP).withChat();

  /** More than a server takes for what is written here: later ones find nothing to interrupt. */
  private static final int STEPS = 60;

  private static final int MESSAGES = 6;

  @Test
  void the_receivers_server_dies_before_each_step_of_its_work(TestInfo test) {
    Seeds.of(test, PROFILE).play(3 * STEPS, stage -> interrupted(stage, 1));
  }

  @Test
  void the_senders_server_dies_before_each_step_of_its_work(TestInfo test) {
    Seeds.of(test, PROFILE).play(3 * STEPS, stage -> interrupted(stage, 0));
  }

  /** Somebody at the first node writes to somebody at the second, who answers. */
  private static void interrupted(Stage stage, int victim) {
    var sim = stage.sim();
    group(stage, 3, 2);
    var steps = new AtomicInteger();
    int last = 1 + (int) sim.seed() % STEPS;
    sim.people()
        .tap(
            (node, step) -> {
              if (node != sim.node(victim) || steps.incrementAndGet() != last) return;
              node.crash();
              sim.after(200, node::start);
            });
    for (int i = 0; i < MESSAGES; i++) {
      client(stage, 0).write(client(stage, 1).name());
      stage.runBetween(0, 10);
      client(stage, 1).write(client(stage, 0).name());
    }
    stage.run(400);
    sim.people().tap((node, step) -> {});
    if (!sim.node(victim).isRunning()) sim.node(victim).start();
    stage.settle();
    stage.settlePeople();
    assertThat(client(stage, 0).accepted()).hasSize(MESSAGES);
    assertThat(client(stage, 1).accepted()).hasSize(MESSAGES);
  }

  @Test
  void a_client_moves_to_a_server_that_does_not_know_yet_what_it_has_seen(TestInfo test) {
    Seeds.of(test, PROFILE).play(Seeds.COUNT, ChatScenariosTest::hop);
  }

  @Test
  void a_client_that_does_not_say_what_it_has_seen_is_found_out(TestInfo test) {
    assertNoticed(
        test,
        new Sabotage() {
          @Override
          public boolean isSightingTold() {
            return false;
          }
        },
        ChatScenariosTest::hop,
        "AnswersAfterQuestions");
  }

  /**
   * The first writes to the third, then to the second, who sees that, moves to the server of the
   * third, to which the first message has not come, and writes to the third.
   */
  private static void hop(Stage stage) {
    var sim = stage.sim();
    group(stage, 3, 3);
    client(stage, 1).connect(sim.node(0));
    stage.run(100);
    for (var node : List.of(sim.node(0), sim.node(1))) stage.network().cut(node, sim.node(2));
    client(stage, 0).write(client(stage, 2).name());
    stage.run(10);
    var told = client(stage, 0).write(client(stage, 1).name());
    awaitShown(stage, client(stage, 1), told);
    client(stage, 1).connect(sim.node(2));
    stage.run(30);
    client(stage, 1).write(client(stage, 2).name());
    stage.run(80);
    stage.network().heal();
    stage.settle();
    stage.settlePeople();
  }

  private static void awaitShown(Stage stage, SimClient client, MessageId id) {
    for (int steps = 0; steps < 200 && !client.hasShown(id); steps++) stage.run(1);
    assertThat(client.hasShown(id)).isTrue();
  }

  @Test
  void mail_is_read_on_one_side_of_a_partition_and_waits_on_the_other(TestInfo test) {
    Seeds.of(test, PROFILE).play(Seeds.COUNT, ChatScenariosTest::readOnOneSide);
  }

  @Test
  void a_sender_who_was_away_is_told_once_what_was_shown_meanwhile(TestInfo test) {
    Seeds.of(test, PROFILE)
        .play(
            Seeds.COUNT,
            stage -> {
              var sim = stage.sim();
              group(stage, 3, 2);
              client(stage, 1).disconnect();
              stage.run(50);
              var written = new ArrayList<MessageId>();
              for (int i = 0; i < MESSAGES; i++)
                written.add(client(stage, 0).write(client(stage, 1).name()));
              stage.run(200);
              client(stage, 0).disconnect();
              stage.run(50);
              client(stage, 1).connect(sim.node(1));
              stage.runBetween(100, 200);
              // Whoever knows of it may die.
              sim.node(stage.draw(0, 2)).crash();
              stage.settle();
              sim.nodes().stream().filter(node -> !node.isRunning()).forEach(SimNode::start);
              stage.settle();
              client(stage, 0).connect(sim.node(stage.draw(0, 2)));
              stage.run(200);
              assertThat(client(stage, 0).delivered()).containsExactlyInAnyOrderElementsOf(written);
              client(stage, 0).connect(sim.node(stage.draw(0, 2)));
              stage.settlePeople();
              assertThat(client(stage, 0).delivered()).hasSize(MESSAGES);
            });
  }

  @Test
  void what_is_equal_taken_for_not_seen_is_found_out(TestInfo test) {
    assertNoticed(
        test,
        new Sabotage() {
          @Override
          public PartialState onMerge(PartialState state) {
            return PartialState.whole(state.state());
          }
        },
        ChatScenariosTest::readOnOneSide,
        "NeverAgain",
        "DigestAgreement");
  }

  @Test
  void a_copy_that_is_not_compared_with_what_is_frozen_is_found_out(TestInfo test) {
    var trusting =
        new Sabotage() {
          @Override
          public PartialState onCopied(PartialState answer, BucketSet copies) {
            var others = answer.different().stream().filter(bucket -> !copies.contains(bucket));
            return SnapshotBuckets.part(answer.state(), BucketSet.of(others));
          }
        };
    assertNoticed(
        Seeds.of(test, PROFILE.withTransfersOf(100)).sabotagedBy(trusting),
        test,
        ChatScenariosTest::readWhileCopied,
        "NeverAgain",
        "DigestAgreement");
  }

  @Test
  void states_that_are_simply_added_up_are_found_out(TestInfo test) {
    assertNoticed(
        test,
        Sabotage.ofMerge(
            // Without its high-water marks a state does not say what it has seen and removed.
            state ->
                new ChatSnapshot(
                    state.lamport(),
                    state.accounts(),
                    List.of(),
                    state.mails(),
                    state.servers(),
                    state.sessions(),
                    state.registry())),
        ChatScenariosTest::readOnOneSide,
        "NeverAgain",
        "DigestAgreement");
  }

  private static void readOnOneSide(Stage stage) {
    var sim = stage.sim();
    group(stage, 3, 3);
    client(stage, 1).disconnect();
    stage.run(50);
    for (int i = 0; i < MESSAGES; i++) client(stage, 0).write(client(stage, 1).name());
    stage.run(200);
    var part = List.of(sim.node(0));
    stage.network().isolate(part);
    client(stage, 1).connect(sim.node(1));
    // Then the numbers of the sender are different as well, and are compared.
    if (stage.draw(0, 1) == 1) client(stage, 0).write(client(stage, 1).name());
    stage.runBetween(100, 800);
    if (stage.draw(0, 1) == 1) {
      sim.node(0).crash();
      sim.node(0).start();
    }
    stage.runBetween(0, 400);
    stage.network().heal();
    stage.settle();
    stage.settlePeople();
  }

  @Test
  void what_was_copied_by_a_server_that_comes_back_is_read_before_it_joins(TestInfo test) {
    Seeds.of(test, PROFILE.withTransfersOf(100))
        .play(Seeds.COUNT, ChatScenariosTest::readWhileCopied);
  }

  /** A server comes back without what was written, copies it, and then it is read. */
  private static void readWhileCopied(Stage stage) {
    var sim = stage.sim();
    group(stage, 3, 2);
    client(stage, 1).disconnect();
    stage.run(50);
    sim.node(2).crash();
    stage.run(300);
    for (int i = 0; i < MESSAGES; i++) client(stage, 0).write(client(stage, 1).name());
    stage.run(200);
    sim.node(2).start();
    stage.runBetween(0, 400);
    client(stage, 1).connect(sim.node(1));
    stage.runBetween(0, 100);
    client(stage, 0).write(client(stage, 1).name());
    stage.settle();
    stage.settlePeople();
  }

  @Test
  void a_server_from_which_another_copies_dies_while_all_changes(TestInfo test) {
    Seeds.of(test, PROFILE.withTransfersOf(100))
        .play(
            Seeds.COUNT,
            stage -> {
              var sim = stage.sim();
              group(stage, 4, 4);
              sim.people().start(20);
              sim.node(3).crash();
              stage.runBetween(300, 600);
              sim.node(3).start();
              stage.runBetween(50, 500);
              // It copies from the leader, the one with the highest number.
              sim.node(2).crash();
              stage.runBetween(0, 700);
              sim.node(2).start();
              if (stage.draw(0, 1) == 1) sim.node(1).crash();
              stage.settle();
              sim.nodes().stream().filter(node -> !node.isRunning()).forEach(SimNode::start);
              stage.settle();
              stage.settlePeople();
            });
  }

  @Test
  void whoever_gives_or_takes_a_state_dies_while_it_is_fetched(TestInfo test) {
    Seeds.of(test, PROFILE.withTransfersOf(250))
        .play(
            Seeds.COUNT,
            stage -> {
              var sim = stage.sim();
              group(stage, 4, 4);
              sim.people().start(20);
              stage.network().isolate(sim.nodes().subList(0, 2));
              stage.runBetween(500, 900);
              stage.network().heal();
              stage.runBetween(50, 700);
              var victim = sim.node(stage.draw(0, 3));
              victim.crash();
              stage.runBetween(0, 800);
              victim.start();
              stage.settle();
              stage.settlePeople();
            });
  }

  @Test
  void somebody_moves_a_hundred_times_and_servers_come_and_go(TestInfo test) {
    Seeds.of(test, PROFILE)
        .play(
            20,
            stage -> {
              var sim = stage.sim();
              group(stage, 3, 3);
              for (int move = 0; move < 100; move++) {
                client(stage, 0).connect(sim.node(stage.draw(0, 2)));
                if (move == 30) sim.node(1).crash();
                if (move == 60) sim.node(1).start();
                stage.runBetween(1, 40);
              }
              stage.settle();
              stage.settlePeople();
            });
  }

  private static void group(Stage stage, int nodes, int people) {
    stage.sim().addNodes(nodes);
    stage.sim().people().add(people);
    stage.sim().nodes().forEach(SimNode::start);
    stage.settle();
    for (int i = 0; i < people; i++) client(stage, i).connect(stage.sim().node(i));
    stage.run(100);
  }

  private static SimClient client(Stage stage, int index) {
    return stage.sim().people().clients().get(index);
  }

  private static void assertNoticed(
      TestInfo test, Sabotage sabotage, Consumer<Stage> scenario, String... invariants) {
    assertNoticed(Seeds.of(test, PROFILE).sabotagedBy(sabotage), test, scenario, invariants);
  }

  private static void assertNoticed(
      Seeds sabotaged, TestInfo test, Consumer<Stage> scenario, String... invariants) {
    var failure = sabotaged.firstFailure(Seeds.COUNT, scenario);
    System.out.println("sim: mutant " + test.getDisplayName() + ": " + failure);
    assertThat(failure.map(Seeds.Failure::cause)).get().isInstanceOf(Violation.class);
    assertThat(failure.orElseThrow().cause().getMessage()).containsAnyOf(invariants);
  }
}
