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
  void a_dense_one_fits_views_of_its_size_and_names_every_slot() {
    var dense = Dependencies.of(0, 4, 0);

    assertThat(dense.fits(3)).isTrue();
    assertThat(dense.fits(2)).isFalse();
    assertThat(dense.fits(4)).isFalse();
    assertThat(dense.named()).isEqualTo(0b111);
    assertThat(Dependencies.of(new long[64]).named()).isEqualTo(-1);
    assertThat(Dependencies.of().named()).isZero();
  }

  @Test
  void a_frontier_and_a_dense_one_of_the_same_counts_are_not_equal() {
    assertThat(Dependencies.frontier(0b11, new long[] {1, 2})).isNotEqualTo(Dependencies.of(1, 2));
    assertThat(frontier).isEqualTo(Dependencies.frontier(0b1010, new long[] {7, 9}));
  }

  @Test
  void counts_that_cannot_be_are_refused() {
    assertThatThrownBy(() -> Dependencies.of(-1)).hasMessageContaining("not negative");
    assertThatThrownBy(() -> Dependencies.frontier(1, new long[] {0}))
        .hasMessageContaining("has a number");
    assertThatThrownBy(() -> Dependencies.frontier(1, new long[] {1, 2}))
        .hasMessageContaining("2 counts for 1 slots");
  }
}
