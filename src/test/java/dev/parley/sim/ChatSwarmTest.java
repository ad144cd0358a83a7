package dev.parley.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.election.ElectionMode;
import dev.parley.protocol.multicast.Replication;
import dev.parley.sim.invariant.Violation;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/**
 * People write to each other while everything fails that can: servers, their disks and the network
 * between them. {@code -Dparley.sim.chat=n} plays n seeds.
 */
@Tag("sim")
class ChatSwarmTest {
  private static final int COUNT = 500;
  private static final int MUTANT_SEEDS = 300;
  private static final int PEOPLE = 4;
  private static final long MEAN_GAP_MS = 40;
  private static final double POSTS = 0.2;

  /** Of the first user three, of the second two: so there is one too many now and then. */
  private static int devices(int user) {
    return Math.max(1, 3 - user);
  }

  @Test
  void what_is_accepted_is_shown_once_and_in_order(TestInfo test) {
    int count = Integer.getInteger("parley.sim.chat", COUNT);
    var seeds = Seeds.of(test, ChatSwarmTest::profile);
    seeds.play(count, ChatSwarmTest::play);
    if (System.getProperty("parley.sim.seed") == null)
      seeds.faults().require(Fault.CRASH, Fault.RESTART, Fault.PAUSE, Fault.PARTITION);
  }

  @Test
  void what_is_sent_to_a_room_is_shown_once_to_each_member_and_in_order(TestInfo test) {
    int count = Integer.getInteger("parley.sim.chat", COUNT) / 5;
    var seeds = Seeds.of(test, ChatSwarmTest::profile);
    seeds.play(count, ChatSwarmTest::playInRoom);
    if (System.getProperty("parley.sim.seed") == null)
      seeds.faults().require(Fault.CRASH, Fault.RESTART, Fault.PARTITION);
  }

  @Test
  void telling_of_what_the_disk_does_not_have_is_found_out(TestInfo test) {
    var broken =
        new Sabotage() {
          @Override
          public boolean isDiskAwaited() {
            return false;
          }
        };
    assertNoticed(test, profile(1), broken, "HonestAcceptance", "ShownIsKept");
  }

  @Test
  void accepting_what_no_disk_has_is_found_out(TestInfo test) {
    var inMemory = profile(1).withChat(new Replication(Replication.DEFAULT_COPIES, false));
    assertNoticed(test, inMemory, Sabotage.NONE, "HonestAcceptance");
  }

  @Test
  void removing_what_was_sent_to_a_client_and_not_shown_is_found_out(TestInfo test) {
    var broken =
        new Sabotage() {
          @Override
          public boolean isShowingAwaited() {
            return false;
          }
        };
    assertNoticed(test, profile(1), broken, "SimPeople", "SenderOrder", "AnswersAfterQuestions");
  }

  @Test
  void a_client_that_forgets_what_it_has_shown_is_found_out(TestInfo test) {
    var broken =
        new Sabotage() {
          @Override
          public boolean isSeenRemembered() {
            return false;
          }
        };
    assertNoticed(test, profile(1), broken, "ShownOnce");
  }

  private static void assertNoticed(
      TestInfo test, SimProfile profile, Sabotage sabotage, String... invariants) {
    var failure =
        Seeds.of(test, profile)
            .sabotagedBy(sabotage)
            .firstFailure(MUTANT_SEEDS, ChatSwarmTest::play);
    System.out.println("sim: mutant " + test.getDisplayName() + ": " + failure);
    assertThat(failure.map(Seeds.Failure::cause)).get().isInstanceOf(Violation.class);
    assertThat(failure.orElseThrow().cause().getMessage()).containsAnyOf(invariants);
  }

  private static void play(Stage stage) {
    play(stage, 0);
  }

  private static void playInRoom(Stage stage) {
    play(stage, POSTS);
    var clients = stage.sim().people().clients();
    assertThat(clients).anyMatch(client -> client.acceptedPosts() > 0);
  }

  private static void play(Stage stage, double posts) {
    var sim = stage.sim();
    var people = sim.people();
    new SchedulePlayer(
            Schedule.draw(sim.seed()), () -> add(people, posts), ready -> people.start(MEAN_GAP_MS))
        .accept(stage);

    sim.nodes().stream().filter(node -> !node.isRunning()).forEach(SimNode::start);
    stage.settle();
    stage.settlePeople();
    assertThat(people.clients()).anyMatch(client -> !client.accepted().isEmpty());
    assertThat(people.clients()).anyMatch(client -> client.copies() > 0);
  }

  private static List<SimClient> add(SimPeople people, double posts) {
    var clients = people.add(PEOPLE, ChatSwarmTest::devices);
    if (posts > 0) people.addRoom(posts);
    return clients;
  }

  private static SimProfile profile(long seed) {
    var modes = ElectionMode.values();
    return SimProfile.of(modes[(int) (seed % modes.length)]).withChat();
  }
}
