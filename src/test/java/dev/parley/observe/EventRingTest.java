package dev.parley.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.MemberId;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventRingTest {
  private static final MemberId B = new MemberId("n-b", 1);

  private final EventRing ring = new EventRing(1_000);

  @Test
  void keeps_events_in_their_order_with_ids_that_grow() {
    var first = ring.add(5, "suspected", Optional.of(B), "n-b.1 in view 7");
    var second = ring.add(6, "refuted", Optional.of(B), "");

    assertThat(second.id()).isEqualTo(first.id() + 1);
    assertThat(ring.after(0)).containsExactly(first, second);
    assertThat(ring.after(first.id())).containsExactly(second);
    assertThat(ring.after(second.id())).isEmpty();
  }

  @Test
  void forgets_the_oldest_for_one_more_than_there_is_room_for() {
    var first = add("first");
    for (int i = 1; i < EventRing.MAX_EVENTS; i++) add("next");
    assertThat(ring.after(0)).hasSize(EventRing.MAX_EVENTS).startsWith(first);

    add("one more");
    assertThat(ring.after(0)).hasSize(EventRing.MAX_EVENTS).doesNotContain(first);
  }

  @Test
  void gives_a_later_start_of_the_node_larger_ids() {
    var last = add("before");
    for (int i = 0; i < 900; i++) last = add("before");

    var next = new EventRing(1_001).add(0, "after", Optional.empty(), "");
    assertThat(next.id()).isGreaterThan(last.id());
  }

  @Test
  void gives_all_that_it_has_to_who_was_told_more_before_the_clock_was_set_back() {
    var last = new EventRing(1_000_000).add(0, "before", Optional.empty(), "");
    var first = add("after");
    var second = add("after");
    assertThat(second.id()).isLessThan(last.id());
    assertThat(ring.after(last.id())).containsExactly(first, second);
    assertThat(ring.after(second.id())).isEmpty();
  }

  @Test
  void cuts_a_text_that_is_longer_than_the_limit() {
    var whole = "x".repeat(EventRing.MAX_CHARACTERS);
    assertThat(add(whole).particulars()).isEqualTo(whole);
    assertThat(add(whole + "y").particulars()).hasSize(EventRing.MAX_CHARACTERS).endsWith("x…");
  }

  private GroupEvent add(String particulars) {
    return ring.add(0, "event", Optional.empty(), particulars);
  }
}
