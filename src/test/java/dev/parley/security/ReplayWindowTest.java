package dev.parley.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Seed;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ReplayWindowTest {
  private final ReplayWindow window = new ReplayWindow();

  @Test
  void a_number_is_new_once() {
    assertThat(takes(1)).isTrue();
    assertThat(takes(1)).isFalse();
    assertThat(takes(3)).isTrue();
    assertThat(takes(2)).isTrue();
    assertThat(takes(2)).isFalse();
    assertThat(takes(0)).isFalse();
    assertThat(takes(-1)).isFalse();
  }

  @Test
  void the_last_number_inside_the_window_is_taken_and_the_one_before_it_is_too_late() {
    assertThat(takes(10_000)).isTrue();
    assertThat(takes(10_000 - ReplayWindow.SIZE)).isFalse();
    assertThat(takes(10_001 - ReplayWindow.SIZE)).isTrue();
  }

  @Test
  void a_jump_over_the_whole_window_forgets_all_of_it() {
    for (long i = 1; i <= ReplayWindow.SIZE; i++) assertThat(takes(i)).isTrue();
    assertThat(takes(2 * ReplayWindow.SIZE)).isTrue();
    assertThat(takes(2 * ReplayWindow.SIZE - 1)).isTrue();
    assertThat(takes(ReplayWindow.SIZE)).isFalse();
    assertThat(takes(Long.MAX_VALUE)).isTrue();
    assertThat(takes(Long.MAX_VALUE)).isFalse();
  }

  @Test
  void what_was_closed_is_not_taken() {
    window.closeUpTo(5);
    window.closeUpTo(3);
    assertThat(takes(5)).isFalse();
    assertThat(takes(6)).isTrue();
  }

  @Test
  void it_takes_what_a_set_of_all_numbers_takes() {
    var seed = Seed.next();
    var random = seed.random();
    var seen = new TreeSet<Long>();
    long highest = 1;
    for (int i = 0; i < 50_000; i++) {
      long next = highest + random.nextLong(-5_000, random.nextInt(100) == 0 ? 9_000 : 20);
      boolean isNew = next > 0 && next > highest - ReplayWindow.SIZE && !seen.contains(next);
      if (isNew) seen.add(next);
      assertThat(takes(next)).as("%s: %s after %s", seed, next, highest).isEqualTo(isNew);
      highest = Math.max(highest, isNew ? next : 0);
    }
  }

  private boolean takes(long counter) {
    boolean isNew = window.isNew(counter);
    if (isNew) window.mark(counter);
    return isNew;
  }
}
