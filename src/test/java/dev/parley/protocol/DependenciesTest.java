package dev.parley.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DependenciesTest {
  private final Dependencies frontier = Dependencies.frontier(0b1010, new long[] {7, 9});

  @Test
  void a_frontier_has_a_count_for_what_it_names_and_0_for_the_rest() {
    assertThat(frontier.get(1)).isEqualTo(7);
    assertThat(frontier.get(3)).isEqualTo(9);
    assertThat(frontier.get(0)).isZero();
    assertThat(frontier.get(63)).isZero();
    assertThat(frontier).hasToString("{1=7, 3=9}");
  }

  @Test
  void a_frontier_may_name_the_last_slot_of_the_largest_view() {
    var last = Dependencies.frontier(1L << 63, new long[] {5});

    assertThat(last.get(63)).isEqualTo(5);
    assertThat(last.fits(64)).isTrue();
    assertThat(last.fits(63)).isFalse();
  }

  @Test
  void a_frontier_fits_views_that_have_the_slots_it_names() {
    assertThat(frontier.fits(4)).isTrue();
    assertThat(frontier.fits(3)).isFalse();
    assertThat(Dependencies.NONE.fits(1)).isTrue();
  }

  @Test
  void frontiers_of_the_same_counts_are_equal() {
    assertThat(frontier).isEqualTo(Dependencies.frontier(0b1010, new long[] {7, 9}));
    assertThat(frontier).isNotEqualTo(Dependencies.frontier(0b0110, new long[] {7, 9}));
    assertThat(Dependencies.frontier(0, new long[0])).isEqualTo(Dependencies.NONE);
  }

  @Test
  void counts_that_cannot_be_are_refused() {
    assertThatThrownBy(() -> Dependencies.frontier(1, new long[] {0}))
        .hasMessageContaining("has a number");
    assertThatThrownBy(() -> Dependencies.frontier(1, new long[] {1, 2}))
        .hasMessageContaining("2 counts for 1 slots");
  }
}
