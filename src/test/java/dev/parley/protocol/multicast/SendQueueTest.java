package dev.parley.protocol.multicast;

import static dev.parley.protocol.multicast.Channels.payload;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class SendQueueTest {
  private final SendQueue queue = new SendQueue();

  @Test
  void gives_payloads_in_the_order_in_which_they_came() {
    queue.offer(payload("first"));
    queue.offer(payload("second"));

    assertThat(next()).contains(payload("first"));
    assertThat(next()).contains(payload("second"));
    assertThat(next()).isEmpty();
  }

  @Test
  void takes_as_many_as_may_wait_and_refuses_the_next() {
    for (int i = 0; i < SendQueue.MAX_WAITING; i++) assertThat(queue.offer(payload("x"))).isTrue();

    assertThat(queue.offer(payload("x"))).isFalse();
    next();
    assertThat(queue.offer(payload("x"))).isTrue();
  }

  @Test
  void says_what_waits_and_what_is_in_the_window() {
    queue.offer(payload("four"));
    queue.offer(payload("fifth"));
    assertThat(queue.waiting()).isEqualTo(2);
    assertThat(queue.waitingBytes()).isEqualTo(payload("four").size() + payload("fifth").size());
    next();
    assertThat(queue.waitingBytes()).isEqualTo(payload("fifth").size());
    assertThat(queue.inWindow()).isEqualTo(1);
    next();
    queue.onUnstable(0);
    assertThat(queue.waitingBytes()).isZero();
    assertThat(queue.inWindow()).isZero();
  }

  @Test
  void sends_a_window_of_frames_and_then_waits_for_stability() {
    for (int i = 0; i <= SendQueue.WINDOW_FRAMES; i++) queue.offer(payload("x"));
    for (int i = 0; i < SendQueue.WINDOW_FRAMES; i++) assertThat(next()).isPresent();
    assertThat(next()).isEmpty();

    queue.onUnstable(SendQueue.WINDOW_FRAMES - 1);

    assertThat(next()).isPresent();
    assertThat(queue.waiting()).isZero();
  }

  @Test
  void sends_a_window_of_bytes_and_then_waits_for_stability() {
    var half = Payload.wrap(new byte[SendQueue.WINDOW_BYTES / 2]);
    queue.offer(half);
    queue.offer(half);
    queue.offer(payload("x"));
    assertThat(next()).isPresent();
    assertThat(next()).isPresent();
    assertThat(next()).isEmpty();

    queue.onUnstable(1);

    assertThat(next()).isPresent();
  }

  @Test
  void an_empty_window_takes_a_payload_that_is_larger_than_it() {
    queue.offer(Payload.wrap(new byte[SendQueue.WINDOW_BYTES + 1]));
    queue.offer(payload("x"));

    assertThat(next()).isPresent();
    assertThat(next()).isEmpty();
    queue.onUnstable(0);
    assertThat(next()).isPresent();
  }

  @Test
  void a_message_in_pieces_takes_the_room_of_all_of_them() {
    for (int i = 0; i < SendQueue.WINDOW_FRAMES - 3; i++) queue.onSent(1);

    assertThat(queue.hasRoom(3, 3)).isTrue();
    assertThat(queue.hasRoom(4, 4)).isFalse();
    for (int i = 0; i < 3; i++) queue.onSent(1);
    queue.onUnstable(SendQueue.WINDOW_FRAMES - 1);
    assertThat(queue.hasRoom(1, 1)).isTrue();
    assertThat(queue.hasRoom(2, 2)).isFalse();
  }

  /** The first payload, sent whole, if the window has room for it. */
  private Optional<Payload> next() {
    var first = queue.first();
    if (first == null || !queue.hasRoom(1, first.size())) return Optional.empty();
    queue.taken();
    queue.onSent(first.size());
    return Optional.of(first);
  }
}
