package dev.parley.chat;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/** A list of numbers that takes eight bytes for each, where boxed ones take twenty. Immutable. */
final class PackedNumbers extends AbstractList<Long> implements RandomAccess {
  private final long[] numbers;

  private PackedNumbers(long[] numbers) {
    this.numbers = numbers;
  }

  /** {@code numbers} must not be changed any more. */
  static List<Long> of(long[] numbers) {
    return new PackedNumbers(numbers);
  }

  static List<Long> copyOf(List<Long> numbers) {
    return numbers instanceof PackedNumbers
        ? numbers
        : of(numbers.stream().mapToLong(Long::longValue).toArray());
  }

  @Override
  public Long get(int index) {
    return numbers[index];
  }

  @Override
  public int size() {
    return numbers.length;
  }
}
