package dev.parley.protocol.multicast;

import static dev.parley.protocol.multicast.Channels.A;
import static dev.parley.protocol.multicast.Channels.B;
import static dev.parley.protocol.multicast.Channels.C;
import static dev.parley.protocol.multicast.Channels.frame;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Dependencies;
import dev.parley.protocol.Dot;
import dev.parley.protocol.Member;
import dev.parley.protocol.multicast.MulticastMessage.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CausalOrderTest {
  private static final List<Member> SLOTS = List.of(A, B, C);

  private final CausalOrder order = new CausalOrder(new long[3], 16);

  @Test
  void gives_back_the_next_message_of_an_origin_at_once() {
    assertThat(receive(order, 0, frame(A, 1, 0, 0, 0))).containsExactly(frame(A, 1, 0, 0, 0));
  }

  @Test
  void holds_back_an_answer_until_its_question_has_been_delivered() {
    var question = frame(A, 1, 0, 0, 0);
    var answer = frame(B, 1, 1, 0, 0);

    assertThat(receive(order, 1, answer)).isEmpty();
    assertThat(receive(order, 0, question)).containsExactly(question, answer);
  }

  @Test
  void holds_back_a_message_until_the_one_before_it_has_been_delivered() {
    var first = frame(A, 1, 0, 0, 0);
    var second = frame(A, 2, 1, 0, 0);

    assertThat(receive(order, 0, second)).isEmpty();
    assertThat(receive(order, 0, first)).containsExactly(first, second);
  }

  @Test
  void gives_back_a_doubled_message_once() {
    receive(order, 0, frame(A, 1, 0, 0, 0));

    assertThat(receive(order, 0, frame(A, 1, 0, 0, 0))).isEmpty();
    receive(order, 0, frame(A, 3, 2, 0, 0));
    receive(order, 0, frame(A, 3, 2, 0, 0));
    assertThat(order.heldBack()).isEqualTo(1);
  }

  @Test
  void refuses_a_message_whose_past_is_not_of_this_view() {
    assertThat(receive(order, 0, frame(A, 1, 0, 0, 0, 1))).isEmpty();
    assertThat(order.knows(0, 1)).isFalse();
  }

  @Test
  void starts_after_the_base() {
    var late = new CausalOrder(new long[] {5, 0, 0}, 16);

    assertThat(receive(late, 0, frame(A, 5, 4, 0, 0))).isEmpty();
    assertThat(receive(late, 0, frame(A, 6, 5, 0, 0))).hasSize(1);
  }

  @Test
  void takes_as_many_as_the_limit_and_drops_the_next() {
    var small = new CausalOrder(new long[3], 2);
    receive(small, 0, frame(A, 2, 1, 0, 0));
    receive(small, 0, frame(A, 3, 2, 0, 0));
    assertThat(small.heldBack()).isEqualTo(2);

    receive(small, 0, frame(A, 4, 3, 0, 0));

    assertThat(small.knows(0, 4)).isFalse();
    assertThat(small.missing(0, 4, 9)).containsExactly(new Range(1, 1), new Range(4, 4));
  }

  @Test
  void a_full_queue_still_takes_the_message_that_empties_it() {
    var small = new CausalOrder(new long[3], 2);
    receive(small, 0, frame(A, 2, 1, 0, 0));
    receive(small, 0, frame(A, 3, 2, 0, 0));

    assertThat(receive(small, 0, frame(A, 1, 0, 0, 0))).hasSize(3);
  }

  @Test
  void takes_as_many_bytes_as_the_limit_and_drops_the_next() {
    int half = CausalOrder.HOLD_BACK_BYTES / 2;
    receive(order, 0, large(A, 2, half));
    receive(order, 0, large(A, 3, half));
    assertThat(order.heldBytes(0)).isEqualTo(CausalOrder.HOLD_BACK_BYTES);

    receive(order, 0, large(A, 4, 1));
    assertThat(order.knows(0, 4)).isFalse();

    // Another origin has a limit of its own, and the next message always has room.
    receive(order, 1, large(B, 2, half));
    assertThat(order.knows(1, 2)).isTrue();
    assertThat(receive(order, 0, large(A, 1, half))).hasSize(3);
    assertThat(order.heldBytes(0)).isZero();
  }

  private static DataFrame large(Member origin, long seq, int bytes) {
    return new DataFrame(
        new Dot(origin.id(), seq), Dependencies.NONE, Payload.wrap(new byte[bytes]));
  }

  @Test
  void a_frame_that_waits_for_several_is_released_by_the_last_of_them() {
    var answer = frame(C, 1, 1, 2);
    assertThat(receive(order, 2, answer)).isEmpty();

    assertThat(receive(order, 1, frame(B, 1))).hasSize(1);
    assertThat(receive(order, 0, frame(A, 1))).hasSize(1);
    assertThat(receive(order, 1, frame(B, 2))).containsExactly(frame(B, 2), answer);
  }

  @Test
  void a_chain_of_held_messages_as_long_as_the_limits_is_released_at_once() {
    var wide = new CausalOrder(new long[3], CausalOrder.DEFAULT_HOLD_BACK_LIMIT);
    int rounds = CausalOrder.DEFAULT_HOLD_BACK_LIMIT;
    // Each message names the last of the other member: a recursion would be 16,000 deep.
    for (long seq = rounds; seq >= 1; seq--) {
      receive(wide, 1, frame(B, seq, seq));
      if (seq > 1) receive(wide, 0, frame(A, seq, 0, seq - 1));
    }
    assertThat(wide.heldBack()).isEqualTo(2 * rounds - 1);

    assertThat(receive(wide, 0, frame(A, 1))).hasSize(2 * rounds);
    assertThat(wide.heldBack()).isZero();
  }

  @Test
  void a_message_whose_place_was_dropped_at_a_cut_is_not_waited_for() {
    receive(order, 1, frame(B, 1, 5));
    order.dropBeyond(new long[] {9, 0, 9});

    assertThat(receive(order, 1, frame(B, 1))).hasSize(1);
    for (long seq = 1; seq <= 5; seq++) assertThat(receive(order, 0, frame(A, seq))).hasSize(1);
  }

  @Test
  void names_what_is_missing_as_runs_and_no_more_runs_than_asked_for() {
    receive(order, 0, frame(A, 3, 2, 0, 0));
    receive(order, 0, frame(A, 6, 5, 0, 0));

    assertThat(order.missing(0, 8, 9))
        .containsExactly(new Range(1, 2), new Range(4, 5), new Range(7, 8));
    assertThat(order.missing(0, 8, 2)).containsExactly(new Range(1, 2), new Range(4, 5));
    assertThat(order.missing(0, 4, 9)).containsExactly(new Range(1, 2), new Range(4, 4));
    assertThat(order.missing(0, 0, 9)).isEmpty();
  }

  @Test
  void tells_of_messages_that_it_knows_only_from_the_past_of_others() {
    receive(order, 1, frame(B, 1, 7, 0, 0));

    assertThat(order.highestDependencyOn(0)).isEqualTo(7);
  }

  @Test
  void forgets_what_lies_beyond_an_agreed_end() {
    receive(order, 0, frame(A, 2, 1, 0, 0));
    receive(order, 0, frame(A, 3, 2, 0, 0));

    order.dropBeyond(new long[] {2, 0, 0});

    assertThat(receive(order, 0, frame(A, 1, 0, 0, 0))).hasSize(2);
    assertThat(order.delivered(0)).isEqualTo(2);
  }

  @Test
  void reports_what_it_holds_up_to_the_limit() {
    receive(order, 0, frame(A, 2, 1, 0, 0));
    receive(order, 1, frame(B, 2, 0, 1, 0));

    assertThat(order.reportHeld(1)).hasSize(1);
    assertThat(order.reportHeld(2)).hasSize(2);
    assertThat(order.reportHeld(3)).hasSize(2);
  }

  @Test
  void any_order_with_doubles_gives_all_messages_once_in_a_causal_order() {
    for (long seed = 1; seed <= 500; seed++) {
      var random = new SplittableRandom(seed);
      var history = history(random, 12);
      var arriving = new ArrayList<>(history);
      for (int i = 0; i < 4; i++) arriving.add(history.get(random.nextInt(history.size())));
      shuffle(arriving, random);
      var fresh = new CausalOrder(new long[3], 16);

      var delivered = new ArrayList<DataFrame>();
      for (var frame : arriving) delivered.addAll(receive(fresh, slot(frame), frame));

      assertThat(delivered).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(history);
      assertThat(isCausal(delivered)).as("seed %d: %s", seed, delivered).isTrue();
      assertThat(fresh.heldBack()).as("seed %d", seed).isZero();
    }
  }

  private static List<DataFrame> receive(CausalOrder order, int slot, DataFrame frame) {
    var delivered = new ArrayList<DataFrame>();
    order.onReceive(slot, frame, (from, next) -> delivered.add(next));
    return delivered;
  }

  /** What three members could have sent, each knowing some prefix of the others. */
  private static List<DataFrame> history(SplittableRandom random, int messages) {
    long[][] known = new long[3][3];
    var history = new ArrayList<DataFrame>();
    for (int i = 0; i < messages; i++) {
      int sender = random.nextInt(3);
      int heard = random.nextInt(3);
      // Hears everything that the other knows: the past stays closed.
      for (int slot = 0; slot < 3; slot++)
        known[sender][slot] = Math.max(known[sender][slot], known[heard][slot]);
      long seq = known[sender][sender] + 1;
      history.add(frame(SLOTS.get(sender), seq, known[sender]));
      known[sender][sender] = seq;
    }
    return history;
  }

  /** By brute force: everything that a message depends on stands before it. */
  private static boolean isCausal(List<DataFrame> delivered) {
    var before = new ArrayList<Dot>();
    for (var frame : delivered) {
      for (int slot = 0; slot < 3; slot++) {
        for (long seq = 1; seq <= frame.dependencies().get(slot); seq++) {
          if (!before.contains(new Dot(SLOTS.get(slot).id(), seq))) return false;
        }
      }
      before.add(frame.dot());
    }
    return true;
  }

  private static int slot(DataFrame frame) {
    return SLOTS.stream().map(Member::id).toList().indexOf(frame.dot().origin());
  }

  private static <T> void shuffle(List<T> list, SplittableRandom random) {
    for (int i = list.size() - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      list.set(i, list.set(other, list.get(i)));
    }
  }
}
