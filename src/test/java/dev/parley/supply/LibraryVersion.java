package dev.parley.supply;

import java.util.Arrays;
import java.util.List;

/** A version of numbers, as of all libraries here; a word behind them (as in -jre) says nothing. */
record LibraryVersion(List<Long> numbers) implements Comparable<LibraryVersion> {
  /** A version that begins with no number is a mistake in a list. */
  static LibraryVersion of(String text) {
    var digits = text.split("[^0-9.]", 2)[0];
    if (!digits.matches("[0-9]+(\\.[0-9]+)*\\.?"))
      throw new IllegalArgumentException("not a version: '" + text + "'");
    return new LibraryVersion(Arrays.stream(digits.split("\\.")).map(Long::valueOf).toList());
  }

  @Override
  public int compareTo(LibraryVersion other) {
    int length = Math.max(numbers.size(), other.numbers.size());
    for (int i = 0; i < length; i++) {
      int order = Long.compare(number(i), other.number(i));
      if (order != 0) return order;
    }
    return 0;
  }

  private long number(int i) {
    return i < numbers.size() ? numbers.get(i) : 0;
  }
}
