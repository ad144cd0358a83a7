package dev.parley.transport.clients;

import static org.assertj.core.api.Assertions.assertThat;

import akka.util.ByteString;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboundQueueTest {
  private static final ByteString HALF =
      ByteString.fromArray(new byte[OutboundQueue.PART_BYTES / 2]);

  private static final long COST = OutboundShare.cost(HALF.size());

  private final OutboundBudget budget = new OutboundBudget(1 << 20);
  private final OutboundQueue<ByteString> queue =
      new OutboundQueue<>(new OutboundShare(4 * COST, budget), ByteString::size);

  @Test
  void takes_bytes_up_to_its_limit_and_not_one_more() {
    for (int i = 0; i < 4; i++) assertThat(offer(HALF, 0)).isTrue();

    assertThat(offer(ByteString.fromString("x"), 0)).isFalse();
  }

  @Test
  void has_room_again_for_what_was_taken_out() {
    for (int i = 0; i < 4; i++) offer(HALF, 0);
    queue.next();
    assertThat(offer(HALF, 0)).as("being written").isFalse();
    queue.next();

    assertThat(offer(HALF, 0)).isTrue();
  }

  @Test
  void gives_back_what_it_took_from_the_common_budget() {
    for (int i = 0; i < 4; i++) offer(HALF, 0);
    queue.add(List.of(ByteString.fromString("bye")));
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
    while (offer(ByteString.fromString("x"), 0)) count++;

    assertThat(count).isEqualTo((int) (4 * COST / OutboundShare.cost(1)));
    queue.next();
    queue.next();
    assertThat(budget.used()).isZero();
  }

  @Test
  void takes_last_words_beyond_its_limit() {
    for (int i = 0; i < 4; i++) offer(HALF, 0);
    queue.add(List.of(ByteString.fromString("bye")));

    queue.next();
    queue.next();
    assertThat(queue.next().orElseThrow().pieces()).containsExactly(ByteString.fromString("bye"));
    assertThat(queue.next()).isEmpty();
  }

  @Test
  void writes_small_pieces_as_one_part_with_the_highest_mark() {
    offer(ByteString.fromString("a"), 1);
    offer(ByteString.fromString("b"), 2);
    offer(ByteString.fromString("c"), 0);

    assertThat(queue.next())
        .contains(
            new OutboundQueue.Part<>(
                List.of(
                    ByteString.fromString("a"),
                    ByteString.fromString("b"),
                    ByteString.fromString("c")),
                2));
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void writes_a_piece_larger_than_a_part_alone() {
    offer(HALF.concat(HALF).concat(ByteString.fromString("x")), 1);
    offer(ByteString.fromString("y"), 2);

    assertThat(queue.next().orElseThrow().mark()).isEqualTo(1);
    assertThat(queue.next().orElseThrow().mark()).isEqualTo(2);
  }

  @Test
  void does_not_keep_nothing() {
    assertThat(queue.offer(List.of(), 0)).isTrue();
    queue.add(List.of());

    assertThat(queue.isEmpty()).isTrue();
    assertThat(budget.used()).isZero();
  }

  @Test
  void has_room_for_nothing_when_there_is_room_for_nothing_else() {
    budget.force(1 << 20);
    assertThat(offer(HALF.concat(HALF).concat(HALF).concat(HALF), 0)).isFalse();

    assertThat(queue.offer(List.of(), 0)).isTrue();
  }

  @Test
  void has_room_for_all_pieces_of_a_text_or_for_none_and_marks_the_last() {
    assertThat(queue.offer(List.of(HALF, HALF, HALF, HALF, HALF), 1)).isFalse();
    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.offer(List.of(HALF, HALF, HALF, HALF), 7)).isTrue();

    assertThat(queue.next().orElseThrow().mark()).isZero();
    assertThat(queue.next().orElseThrow().mark()).isEqualTo(7);
  }

  private boolean offer(ByteString bytes, long mark) {
    return queue.offer(List.of(bytes), mark);
  }

  /** Pieces of any kind: here texts, of two bytes a character. */
  private final OutboundQueue<String> texts =
      new OutboundQueue<>(
          new OutboundShare(2 * OutboundShare.cost(10), OutboundBudget.ofMemory()),
          text -> 2 * text.length());

  @Test
  void takes_texts_that_fit_its_limit_and_no_character_more() {
    assertThat(texts.offer(List.of("12345"), 1)).isTrue();
    assertThat(texts.offer(List.of("123456"), 2)).isFalse();
    assertThat(texts.offer(List.of("12345"), 2)).isTrue();
    assertThat(texts.offer(List.of(""), 3)).isFalse();
  }

  @Test
  void has_room_again_for_texts_that_were_taken() {
    texts.offer(List.of("12345"), 1);
    texts.offer(List.of("12345"), 2);
    assertThat(texts.offer(List.of("12345"), 3)).isFalse();
    assertThat(texts.next()).contains(new OutboundQueue.Part<>(List.of("12345", "12345"), 2));
    texts.next();
    assertThat(texts.offer(List.of("12345"), 3)).isTrue();
  }

  @Test
  void adds_last_words_whatever_waits() {
    texts.offer(List.of("1234567890"), 1);
    texts.add(List.of("good", "bye"));
    assertThat(texts.next().orElseThrow().pieces()).containsExactly("1234567890", "good", "bye");
    assertThat(texts.next()).isEmpty();
  }
}
