package dev.parley.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.MailExpiry;
import dev.parley.chat.MemoryRoom;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.protocol.election.ElectionMode;
import java.util.ArrayList;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Mail that nobody reads: what all of it may take of the memory, and how long it may wait. */
@Tag("sim")
class MailLimitsTest {
  private static final SimProfile PROFILE = SimProfile.of(ElectionMode.JUMP).withChat();

  /** Some dozens of messages, so that people who are away for a moment meet it. */
  private static final long SMALL = 10_000;

  /** In a group of a dozen each has room for a few messages. */
  private static final long OF_MANY = 20_000;

  private static final long KEEP_MS = 1_000;
  private static final long HOUR_MS = 3_600_000;
  private static final int MESSAGES = 60;

  @Test
  void what_is_accepted_near_the_limit_is_shown_once_and_in_order(TestInfo test) {
    var small = PROFILE.withMail(new SimProfile.Mail(OF_MANY, MailExpiry.FOR_EVER));
    var refused = new int[1];
    Seeds.of(test, small)
        .play(
            40,
            stage -> {
              var people = stage.sim().people();
              new SchedulePlayer(
                      Schedule.draw(stage.sim().seed()),
                      () -> people.add(5),
                      ready -> people.start(20))
                  .accept(stage);
              stage.sim().nodes().stream()
                  .filter(node -> !node.isRunning())
                  .forEach(SimNode::start);
              stage.settle();
              stage.settlePeople();
              refused[0] += people.clients().stream().mapToInt(SimClient::refusals).sum();
            });
    if (System.getProperty("parley.sim.seed") == null) assertThat(refused[0]).isPositive();
  }

  @Test
  void what_is_refused_is_nowhere_and_what_is_accepted_everywhere(TestInfo test) {
    var small = PROFILE.withMail(new SimProfile.Mail(SMALL, MailExpiry.FOR_EVER));
    Seeds.of(test, small)
        .play(
            20,
            stage -> {
              group(stage);
              var sender = stage.sim().people().clients().get(0);
              var reader = stage.sim().people().clients().get(1);
              var written = new ArrayList<MessageId>();
              for (int i = 0; i < MESSAGES; i++) {
                written.add(sender.write(reader.name()));
                stage.runBetween(0, 10);
              }
              stage.run(300);
              assertThat(sender.refusals()).isPositive();
              assertThat(sender.accepted().size()).isBetween(5, MESSAGES - 1);
              for (var node : stage.sim().nodes()) {
                var state = node.chat().orElseThrow().state();
                assertThat(new TreeSet<>(sender.accepted()))
                    .isEqualTo(
                        state.waiting(reader.name()).stream()
                            .map(Mail::id)
                            .collect(Collectors.toCollection(TreeSet::new)));
                assertThat(state.mailMemory()).isLessThanOrEqualTo(SMALL);
              }
              reader.connect(stage.sim().node(2));
              stage.settlePeople();
              assertThat(sender.accepted()).hasSameElementsAs(written);
            });
  }

  @Test
  void a_leader_whose_clock_is_wrong_forgets_nothing_until_it_is_set_right(TestInfo test) {
    var forgetful = PROFILE.withMail(new SimProfile.Mail(MemoryRoom.UNLIMITED, 20 * KEEP_MS));
    Seeds.of(test, forgetful)
        .play(
            10,
            stage -> {
              group(stage);
              var clients = stage.sim().people().clients();
              clients.get(0).write(clients.get(1).name());
              stage.run(200);
              // Ahead of all others, at once, and for much longer than the jump is remembered.
              var leader = stage.sim().leader();
              leader.setWallAhead(HOUR_MS);
              for (int i = 0; i < 5; i++) {
                stage.run(20 * KEEP_MS / 6);
                assertThat(mails(stage)).containsOnly(1);
              }
              stage.run(60 * KEEP_MS);
              assertThat(mails(stage)).as("long after the jump").containsOnly(1);
              leader.setWallAhead(0);
              stage.run(70 * KEEP_MS);
              assertThat(mails(stage)).as("the clocks agree").containsOnly(0);
            });
  }

  private static java.util.List<Integer> mails(Stage stage) {
    return stage.sim().nodes().stream()
        .map(node -> node.chat().orElseThrow().state().mails())
        .toList();
  }

  /** Three servers; of two people the second is away. */
  private static void group(Stage stage) {
    stage.sim().addNodes(3);
    stage.sim().people().add(2);
    stage.sim().nodes().forEach(SimNode::start);
    stage.settle();
    stage.sim().people().clients().get(0).connect(stage.sim().node(0));
    stage.sim().people().clients().get(1).disconnect();
    stage.run(100);
  }
}
