package dev.parley.session;

import static dev.parley.session.PasswordQueue.PATIENCE_MS;
import static dev.parley.session.PasswordQueue.THREADS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.session.PasswordQueue.Busy;
import dev.parley.session.limits.FairShare;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PasswordQueueTest {
  /** With {@link PasswordQueue#FIRST_GUESS_MS}, two threads do so many in the patience. */
  private static final int FITTING = 80;

  private static final String HOME = "home";

  private final PasswordQueue<String> queue = new PasswordQueue<>(new FairShare(1));

  private void offer(String... jobs) {
    for (var job : jobs) assertThat(queue.offer(job, HOME)).as(job).isEmpty();
  }

  private void fill() {
    IntStream.range(0, FITTING).forEach(i -> offer("job " + i));
  }

  private List<String> finishAll() {
    var order = new ArrayList<String>();
    for (var next = queue.next(); next.isPresent(); next = queue.next()) {
      order.add(next.get());
      queue.onDone(next.get(), PasswordQueue.FIRST_GUESS_MS);
    }
    return order;
  }

  @Test
  void hashes_the_oldest_first() {
    offer("a", "b", "c");

    assertThat(finishAll()).containsExactly("a", "b", "c");
  }

  @Test
  void keeps_no_more_than_its_threads_busy() {
    offer("a", "b", "c");
    queue.next();
    queue.next();

    assertThat(queue.next()).isEmpty();
    queue.onDone("a", 1);
    assertThat(queue.next()).contains("c");
  }

  @Test
  void takes_as_many_as_are_done_while_their_clients_have_patience() {
    fill();

    assertThat(queue.offer("one too many", HOME)).contains(new Busy(false, PATIENCE_MS));
    assertThat(finishAll()).hasSize(FITTING).doesNotContain("one too many");
  }

  @Test
  void has_room_again_when_one_is_done() {
    fill();
    queue.onDone(queue.next().orElseThrow(), PasswordQueue.FIRST_GUESS_MS);

    assertThat(queue.offer("next", HOME)).isEmpty();
  }

  @Test
  void takes_fewer_where_hashing_takes_longer() {
    for (int i = 0; i < 100; i++) {
      offer("slow");
      queue.onDone(queue.next().orElseThrow(), 4_000);
    }

    offer("a", "b", "c", "d", "e");
    assertThat(queue.offer("f", HOME)).contains(new Busy(false, 10_000));
  }

  @Test
  void takes_more_where_hashing_is_quick() {
    for (int i = 0; i < 1_000; i++) {
      offer("quick");
      queue.onDone(queue.next().orElseThrow(), 1);
    }
    int taken = 0;
    while (queue.offer("job " + taken, HOME).isEmpty()) taken++;

    assertThat(taken).isEqualTo((int) (THREADS * PATIENCE_MS));
  }

  @Test
  void takes_one_for_each_thread_however_slow_hashing_is() {
    for (int i = 0; i < 100; i++) {
      offer("very slow");
      queue.onDone(queue.next().orElseThrow(), 60_000);
    }

    offer("a", "b");
    assertThat(queue.offer("c", HOME)).contains(new Busy(false, 60_000));
  }

  @Test
  void hashes_nothing_for_a_client_that_is_gone() {
    offer("a", "gone", "b");
    queue.remove("gone");

    assertThat(finishAll()).containsExactly("a", "b");
  }

  @Test
  void has_room_again_when_clients_are_gone() {
    fill();
    queue.remove("job 7");

    assertThat(queue.offer("next", HOME)).isEmpty();
  }

  @Test
  void serves_clients_that_ended_their_input_after_all_others() {
    offer("ended", "a", "b");
    queue.onInputEnded("ended");
    offer("c");

    assertThat(finishAll()).containsExactly("a", "b", "c", "ended");
  }

  @Test
  void keeps_a_thread_free_of_clients_that_ended_their_input() {
    offer("ended", "ended too");
    queue.onInputEnded("ended");
    queue.onInputEnded("ended too");

    assertThat(queue.next()).contains("ended");
    assertThat(queue.next()).isEmpty();
    offer("a");
    assertThat(queue.next()).contains("a");
  }

  @Test
  void drops_what_is_too_many_of_clients_that_ended_their_input() {
    fill();
    int most = PasswordQueue.MAX_ENDED / 2;
    for (int i = 0; i < most; i++) assertThat(queue.onInputEnded("job " + i)).isTrue();

    assertThat(queue.onInputEnded("job " + most)).isFalse();
    assertThat(finishAll()).hasSize(FITTING - 1);
  }

  @Test
  void lets_a_password_that_is_being_hashed_be_finished() {
    offer("a");
    queue.next();
    queue.remove("a");

    assertThat(queue.onInputEnded("a")).isTrue();
    queue.onDone("a", 1);
    assertThat(queue.next()).isEqualTo(Optional.empty());
  }

  @Test
  void serves_in_turn_whoever_comes_from_elsewhere() {
    offer("a1", "a2", "a3");
    queue.offer("b1", "b");
    queue.offer("c1", "c");
    queue.offer("b2", "b");

    assertThat(finishAll()).containsExactly("a1", "b1", "c1", "a2", "b2", "a3");
  }

  @Test
  void gives_one_place_half_of_what_all_others_leave() {
    var queue = new PasswordQueue<String>(FairShare.HALF);
    for (int i = 0; i < FITTING / 2; i++) assertThat(queue.offer("a" + i, "a")).isEmpty();

    assertThat(queue.offer("one too many", "a"))
        .hasValueSatisfying(busy -> assertThat(busy.isOneAddress()).isTrue());
    assertThat(queue.offer("b", "b")).isEmpty();
  }

  @Test
  void gives_clients_that_ended_their_input_at_one_place_half_of_their_places() {
    for (int i = 0; i < PasswordQueue.MAX_ENDED; i++) {
      queue.offer("a" + i, "a");
      queue.onInputEnded("a" + i);
    }
    queue.offer("b", "b");

    assertThat(queue.onInputEnded("b")).isTrue();
  }
}
