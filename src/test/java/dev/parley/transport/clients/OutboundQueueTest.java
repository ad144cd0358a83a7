package dev.parley.transport.clients;

import static org.assertj.core.api.Assertions.assertThat;

import akka.util.ByteString;
import org.junit.jupiter.api.Test;

class OutboundQueueTest {
  private static final ByteString HALF =
      ByteString.fromArray(new byte[OutboundQueue.PART_BYTES / 2]);

  private static final long COST = OutboundShare.cost(HALF.size());

  private final OutboundBudget budget = new OutboundBudget(1 << 20);
  private final OutboundQueue queue = new OutboundQueue(new OutboundShare(4 * COST, budget));

  @Test
  void takes_bytes_up_to_its_limit_and_not_one_more() {
    for (int i = 0; i < 4; i++) assertThat(queue.offer(HALF, 0)).isTrue();

    assertThat(queue.offer(ByteString.fromString("x"), 0)).isFalse();
  }

  @Test
  void has_room_again_for_what_was_taken_out() {
    for (int i = 0; i < 4; i++) queue.offer(HALF, 0);
    queue.next();
    assertThat(queue.offer(HALF, 0)).as("being written").isFalse();
    queue.next();

    assertThat(queue.offer(HALF, 0)).isTrue();
  }

  @Test
  void gives_back_what_it_took_from_the_common_budget() {
    for (int i = 0; i < 4; i++) queue.offer(HALF, 0);
    queue.add(ByteString.fromString("bye"), 0);
    assertThat(budget.used()).isEqualTo(4 * COST + OutboundShare.cost(3));
    queue.next();
    queue.next();
    assertThat(budget.used()).isEqualTo(2 * COST + OutboundShare.cost(3));
    queue.discard();
    assertThat(budget.used()).isZero();
  }

  @Test
  void counts_small_pieces_as_what_they_cost() {
    int count = 0;
    while (queue.offer(ByteString.fromString("x"), 0)) count++;

    assertThat(count).isEqualTo((int) (4 * COST / OutboundShare.cost(1)));
    queue.next();
    queue.next();
    assertThat(budget.used()).isZero();
  }

  @Test
  void takes_last_words_beyond_its_limit() {
    for (int i = 0; i < 4; i++) queue.offer(HALF, 0);
    queue.add(ByteString.fromString("bye"), 0);

    queue.next();
    queue.next();
    assertThat(queue.next().orElseThrow().bytes().utf8String()).isEqualTo("bye");
    assertThat(queue.next()).isEmpty();
  }

  @Test
  void writes_small_pieces_as_one_part_with_the_highest_mark() {
    queue.offer(ByteString.fromString("a"), 1);
    queue.offer(ByteString.fromString("b"), 2);
    queue.offer(ByteString.fromString("c"), 0);

    assertThat(queue.next()).contains(new OutboundQueue.Part(ByteString.fromString("abc"), 2));
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void writes_a_piece_larger_than_a_part_alone() {
    queue.offer(HALF.concat(HALF).concat(ByteString.fromString("x")), 1);
    queue.offer(ByteString.fromString("y"), 2);

    assertThat(queue.next().orElseThrow().mark()).isEqualTo(1);
    assertThat(queue.next().orElseThrow().mark()).isEqualTo(2);
  }

  @Test
  void does_not_keep_nothing() {
    queue.offer(ByteString.emptyByteString(), 0);
    queue.add(ByteString.emptyByteString(), 0);

    assertThat(queue.isEmpty()).isTrue();
    assertThat(budget.used()).isZero();
  }
}
