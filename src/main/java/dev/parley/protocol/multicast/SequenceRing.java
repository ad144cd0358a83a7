package dev.parley.protocol.multicast;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Values of one origin by sequence number, in a circular array: no number costs an object of its
 * own. Made for runs of numbers close to each other, for its size follows the distance of the
 * lowest from the highest; the caller bounds that distance.
 */
final class SequenceRing<T> {
  private static final int FIRST_CAPACITY = 16;

  private @Nullable Object[] items = new Object[FIRST_CAPACITY];
  private long low;
  private long high = -1;
  private int size;

  int size() {
    return size;
  }

  /** No item has a lower number. */
  long low() {
    return low;
  }

  /** No item has a higher number. */
  long high() {
    return high;
  }

  // Only items that were put as a T are in the array.
  @SuppressWarnings("unchecked")
  @Nullable T get(long seq) {
    return seq < low || seq > high ? null : (T) items[index(seq)];
  }

  /** Puts {@code item} where nothing is. */
  void put(long seq, T item) {
    if (size == 0) {
      low = seq;
      high = seq;
    }
    long newLow = Math.min(low, seq);
    long newHigh = Math.max(high, seq);
    if (newHigh - newLow >= items.length) grow(newHigh - newLow + 1);
    low = newLow;
    high = newHigh;
    items[index(seq)] = item;
    size++;
  }

  /** Takes the item out, if it is present. */
  @Nullable T remove(long seq) {
    var item = get(seq);
    if (item == null) return null;
    items[index(seq)] = null;
    size--;
    // Or the span would grow for as long as the ring is never empty.
    while (low < high && items[index(low)] == null) low++;
    return item;
  }

  /** Forgets everything up to {@code seq}. */
  void dropThrough(long seq) {
    for (; low <= seq && low <= high; low++) drop(low);
  }

  /** Forgets everything after {@code seq}. */
  void dropBeyond(long seq) {
    for (; high > seq && high >= low; high--) drop(high);
  }

  private void drop(long seq) {
    if (items[index(seq)] == null) return;
    items[index(seq)] = null;
    size--;
  }

  private void grow(long span) {
    var before = items;
    // A power of two, or the bits of a number would not be its place.
    items = new Object[Math.toIntExact(Long.highestOneBit(span - 1) << 1)];
    if (size == 0) return;
    for (long seq = low; seq <= high; seq++)
      items[index(seq)] = before[(int) seq & (before.length - 1)];
    Arrays.fill(before, null);
  }

  private int index(long seq) {
    return (int) seq & (items.length - 1);
  }
}
