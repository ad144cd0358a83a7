package dev.parley.group;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import dev.parley.group.TestNetwork.Letter;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.election.ElectionMode;
import dev.parley.protocol.multicast.MulticastMessage.Data;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The scenarios of causal order, on the real protocol actors of three nodes in one actor system.
 */
class CausalOrderingTest {
  private final ActorTestKit kit = ActorTestKit.create();
  private TestNetwork network;
  private TestNode a;
  private TestNode b;
  private TestNode c;

  @BeforeEach
  void start_three_nodes() {
    network = new TestNetwork(kit, ElectionMode.EAGER);
    a = network.start("a");
    b = network.start("b");
    c = network.start("c");
    for (var node : new TestNode[] {a, b, c}) node.awaitView(a, b, c);
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void an_answer_that_overtakes_its_question_is_held_back() {
    // Nobody may give the question to c, neither its sender nor b by a repair.
    network.hold(letter -> carries(letter, c, a.id()));
    a.submit("question");
    b.awaitTexts("question");
    b.submit("answer");
    a.awaitTexts("question", "answer");
    assertThat(c.texts()).as("the answer waits for the question").isEmpty();

    network.release();
    c.awaitTexts("question", "answer");
  }

  @Test
  void the_messages_of_one_sender_arrive_in_order_when_datagrams_overtake_each_other() {
    network.hold(letter -> carries(letter, c, a.id()) && first(letter) == 1);
    a.submit("one");
    b.awaitTexts("one");
    a.submit("two");
    b.awaitTexts("one", "two");
    network.release();
    c.awaitTexts("one", "two");
  }

  @Test
  void a_lost_message_is_repaired_by_another_member_than_its_sender() {
    var fromSender = a.id();
    network.lose(
        letter ->
            letter.to().equals(c.bus())
                && letter.from().equals(fromSender)
                && letter.message() instanceof Data);
    a.submit("lost on one link");
    c.awaitTexts("lost on one link");
  }

  @Test
  void what_arrives_twice_is_delivered_once() {
    var copies = new ArrayList<Letter>();
    network.hold(letter -> carries(letter, c, a.id()) && copies.add(letter));
    a.submit("once");
    b.awaitTexts("once");
    network.release();
    copies.forEach(letter -> c.receive(letter.from(), letter.message()));
    c.awaitTexts("once");
    a.submit("then this");
    c.awaitTexts("once", "then this");
  }

  @Test
  void a_long_conversation_is_seen_in_causal_order_by_everybody() {
    var losses = new AtomicInteger();
    network.lose(l -> l.message() instanceof Data && losses.incrementAndGet() % 3 == 0);
    var expected = new ArrayList<String>();
    for (int turn = 1; turn <= 10; turn++) {
      var speaker = turn % 2 == 1 ? a : b;
      speaker.submit("turn " + turn);
      expected.add("turn " + turn);
      // The other one answers only what it has seen, so each turn depends on all before.
      for (var node : new TestNode[] {a, b}) node.awaitTexts(expected.toArray(String[]::new));
    }
    c.awaitTexts(expected.toArray(String[]::new));
  }

  private static boolean carries(Letter letter, TestNode to, MemberId origin) {
    return letter.to().equals(to.bus())
        && letter.message() instanceof Data data
        && data.frames().get(0).dot().origin().equals(origin);
  }

  private static long first(Letter letter) {
    return ((Data) letter.message()).frames().get(0).dot().seq();
  }
}
