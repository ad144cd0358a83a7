package dev.parley.sim.invariant;

import static dev.parley.sim.invariant.InvariantsTest.forbids;

import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.UserName;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each invariant of what people see notices the history that it is there to forbid. */
class ChatInvariantsTest {
  private static final UserName FANG = UserName.of("fang");
  private static final UserName GAOCE = UserName.of("gaoce");

  @Test
  void fewer_disks_than_the_sender_is_told() {
    forbids(new HonestAcceptance(), accepted(2, 2), accepted(2, 1));
  }

  @Test
  void showing_what_the_servers_disk_does_not_have() {
    forbids(new ShownIsKept(), shown(FANG, 1), new Observation.Shown(FANG, "f", id(2), false));
  }

  @Test
  void showing_a_message_twice_or_to_another_than_its_receiver() {
    forbids(new ShownOnce(), wrote(1), shown(FANG, 1), shown(FANG, 1));
    forbids(new ShownOnce(), wrote(1), shown(GAOCE, 1));
  }

  @Test
  void showing_a_number_after_a_larger_one() {
    forbids(new SenderOrder(), shown(FANG, 1), shown(FANG, 3), shown(FANG, 2));
  }

  @Test
  void two_clients_of_one_user_may_show_the_same() {
    allows(new ShownOnce(), wrote(1), shown(FANG, "f", 1), shown(FANG, "f2", 1));
    allows(new SenderOrder(), shown(FANG, "f", 1), shown(FANG, "f2", 2), shown(FANG, "f2", 1));
    forbids(new SenderOrder(), shown(FANG, "f2", 2), shown(FANG, "f2", 1));
  }

  private static void allows(Invariant invariant, Observation... run) {
    for (var observation : run) invariant.check(observation);
  }

  @Test
  void showing_an_answer_before_its_question() {
    var answer = new MessageId(new ClientStream(FANG, "f"), 1);
    var carol = UserName.of("carol");
    forbids(
        new AnswersAfterQuestions(),
        new Observation.Wrote(GAOCE, id(1), carol),
        new Observation.Wrote(GAOCE, id(2), FANG),
        shown(FANG, 2),
        new Observation.Wrote(FANG, answer, carol),
        new Observation.Shown(carol, "carol", answer, true));
  }

  @Test
  void pushing_what_waited_after_what_came() {
    forbids(
        new MailboxFirst(),
        new Observation.Pushed("f", 1, false),
        new Observation.Pushed("f", 2, true),
        new Observation.Pushed("f", 2, false),
        new Observation.Pushed("f", 2, true));
  }

  @Test
  void keeping_again_what_was_removed() {
    forbids(
        new NeverAgain(),
        new Observation.Kept("a", List.of(id(1)), List.of()),
        new Observation.Kept("a", List.of(id(1)), List.of(id(1))),
        new Observation.Kept("b", List.of(id(1)), List.of()),
        new Observation.Kept("a", List.of(id(1)), List.of()));
  }

  private static MessageId id(long seq) {
    return new MessageId(new ClientStream(GAOCE, "c"), seq);
  }

  private static Observation wrote(long seq) {
    return new Observation.Wrote(GAOCE, id(seq), FANG);
  }

  private static Observation shown(UserName by, long seq) {
    return shown(by, by.equals(FANG) ? "f" : "c", seq);
  }

  private static Observation shown(UserName by, String client, long seq) {
    return new Observation.Shown(by, client, id(seq), true);
  }

  private static Observation accepted(int copies, int disks) {
    return new Observation.Accepted(id(1), copies, disks);
  }
}
