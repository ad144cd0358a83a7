package dev.parley.chat.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.history.NumberRanges.Range;
import dev.parley.testing.Seed;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class NumberRangesTest {
  @Test
  void ranges_are_the_numbers_that_were_added_in_as_few_intervals_as_there_are() {
    var seed = Seed.next();
    var random = seed.random();
    for (int round = 0; round < 300; round++) {
      var numbers = new NumberRanges();
      var model = new BitSet();
      for (int i = random.nextInt(40); i > 0; i--) {
        int from = 1 + random.nextInt(100);
        int to = from + random.nextInt(5);
        numbers.add(from, to);
        model.set(from, to + 1);
      }
      assertThat(bits(numbers.ranges())).as("%s", seed).isEqualTo(model);
      for (int i = 1; i < 120; i++)
        assertThat(numbers.contains(i)).as("%s", seed).isEqualTo(model.get(i));
      Range before = null;
      for (var range : numbers.ranges()) {
        if (before != null) assertThat(range.from()).isGreaterThan(before.to() + 1);
        before = range;
      }
      assertThat(NumberRanges.of(numbers.ranges())).isEqualTo(numbers);
    }
  }

  @Test
  void the_numbers_without_others_are_those_that_are_here_and_not_there() {
    var seed = Seed.next();
    var random = seed.random();
    for (int round = 0; round < 500; round++) {
      var here = new NumberRanges();
      var there = new NumberRanges();
      for (int i = random.nextInt(20); i > 0; i--) {
        var either = random.nextBoolean() ? here : there;
        int from = 1 + random.nextInt(60);
        either.add(from, from + random.nextInt(8));
      }
      var expected = bits(here.ranges());
      expected.andNot(bits(there.ranges()));
      assertThat(bits(here.without(there))).as("%s", seed).isEqualTo(expected);
    }
  }

  @Test
  void of_too_many_intervals_the_smallest_gap_is_filled() {
    var numbers = new NumberRanges();
    for (int i = 0; i < NumberRanges.MAX_RANGES; i++) numbers.add(1 + 100L * i);
    assertThat(numbers.ranges()).hasSize(NumberRanges.MAX_RANGES);
    numbers.add(54);
    assertThat(numbers.ranges()).hasSize(NumberRanges.MAX_RANGES).contains(new Range(54, 101));
    assertThat(numbers.contains(55)).isTrue();
    assertThat(numbers.contains(53)).isFalse();
  }

  @Test
  void the_largest_numbers_are_numbers_as_well() {
    var numbers = new NumberRanges();
    numbers.add(Long.MAX_VALUE);
    numbers.add(Long.MAX_VALUE - 2);
    numbers.add(Long.MAX_VALUE - 1);
    assertThat(numbers.ranges()).containsExactly(new Range(Long.MAX_VALUE - 2, Long.MAX_VALUE));
    numbers.add(1, Long.MAX_VALUE);
    assertThat(numbers.ranges()).containsExactly(new Range(1, Long.MAX_VALUE));
  }

  private static BitSet bits(List<Range> ranges) {
    var bits = new BitSet();
    for (var range : ranges) bits.set((int) range.from(), (int) range.to() + 1);
    return bits;
  }
}
