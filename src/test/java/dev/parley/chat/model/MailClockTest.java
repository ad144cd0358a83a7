package dev.parley.chat.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Comparator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MailClockTest {
  private static final TreeMap<String, Long> COUNTS =
      new TreeMap<>(Map.of("n-1.5", 7L, "n-1.10", 9L, "n-2.3", 1L << 40));

  private final MailClock clock = MailClock.copyOf(COUNTS);

  @Test
  void a_clock_is_the_map_that_it_was_made_of() {
    assertThat(clock).isEqualTo(COUNTS).hasSameHashCodeAs(COUNTS).hasToString(COUNTS.toString());
    assertThat(COUNTS).isEqualTo(clock);
    assertThat(clock.keySet()).containsExactly("n-1.10", "n-1.5", "n-2.3");
    assertThat(clock.values()).containsExactly(9L, 7L, 1L << 40);
    assertThat(clock.get("n-1.5")).isEqualTo(7);
    assertThat(clock.get("n-1.6")).isNull();
    assertThat(clock.containsKey("n-2.3")).isTrue();
    assertThat(clock.containsKey("n-3.3")).isFalse();
  }

  @Test
  void a_clock_is_in_the_order_of_the_ids_whatever_the_map_is() {
    var backwards = new TreeMap<String, Long>(Comparator.<String>reverseOrder());
    backwards.putAll(COUNTS);
    assertThat(MailClock.copyOf(backwards)).hasToString(COUNTS.toString());
  }

  @Test
  void parts_of_a_clock_are_those_of_the_map() {
    assertThat(clock.firstKey()).isEqualTo("n-1.10");
    assertThat(clock.lastKey()).isEqualTo("n-2.3");
    assertThat(clock.headMap("n-1.5")).isEqualTo(COUNTS.headMap("n-1.5"));
    assertThat(clock.tailMap("n-1.5")).isEqualTo(COUNTS.tailMap("n-1.5"));
    assertThat(clock.subMap("n-1.5", "n-2")).isEqualTo(COUNTS.subMap("n-1.5", "n-2"));
  }

  @Test
  void nobody_changes_a_clock() {
    assertThatThrownBy(() -> clock.put("n-1.5", 8L))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(clock::clear).isInstanceOf(UnsupportedOperationException.class);
    COUNTS.forEach((id, count) -> assertThat(clock.get(id)).isEqualTo(count));
  }

  @Test
  void an_empty_clock_has_no_first_member() {
    var empty = MailClock.copyOf(new TreeMap<>());
    assertThat(empty).isEmpty();
    assertThatThrownBy(empty::firstKey).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void clocks_of_the_same_members_can_share_them_and_others_cannot() {
    var same = MailClock.copyOf(new TreeMap<>(Map.of("n-1.5", 8L, "n-1.10", 9L, "n-2.3", 2L)));
    var shared = same.sharing(clock.members());
    assertThat(shared).isEqualTo(same);
    assertThat(shared.members()).isSameAs(clock.members());
    var other = MailClock.copyOf(new TreeMap<>(Map.of("n-1.5", 8L)));
    assertThat(other.sharing(clock.members())).isSameAs(other);
  }
}
