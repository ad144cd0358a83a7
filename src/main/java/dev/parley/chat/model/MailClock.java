package dev.parley.chat.model;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The vector clock of a message, by member id: a map that takes eight bytes a member, where a tree
 * takes a hundred. The ids are in an object of their own, which clocks can share. Unmodifiable.
 */
final class MailClock extends AbstractMap<String, Long> implements SortedMap<String, Long> {
  private static final MailClock EMPTY = new MailClock(ClockMembers.NONE, new long[0]);

  private final ClockMembers members;
  private final long[] counts;

  private MailClock(ClockMembers members, long[] counts) {
    this.members = members;
    this.counts = counts;
  }

  static MailClock copyOf(SortedMap<String, Long> clock) {
    if (clock instanceof MailClock same) return same;
    if (clock.isEmpty()) return EMPTY;
    var sorted = new TreeMap<String, Long>(); // in the order of the ids, whatever the map's is
    sorted.putAll(clock);
    var counts = sorted.values().stream().mapToLong(Long::longValue).toArray();
    return new MailClock(ClockMembers.of(sorted.keySet()), counts);
  }

  ClockMembers members() {
    return members;
  }

  /** This clock with that object for its members, if they are the same. */
  @SuppressWarnings("ReferenceEquality") // it is about objects
  MailClock sharing(ClockMembers other) {
    return members != other && members.equals(other) ? new MailClock(other, counts) : this;
  }

  @Override
  public int size() {
    return counts.length;
  }

  @Override
  public boolean containsKey(@Nullable Object id) {
    return get(id) != null;
  }

  @Override
  public @Nullable Long get(@Nullable Object id) {
    int slot = id instanceof String text ? members.slot(text) : -1;
    return slot < 0 ? null : counts[slot];
  }

  @Override
  public Set<Map.Entry<String, Long>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Map.Entry<String, Long>> iterator() {
        return IntStream.range(0, counts.length)
            .mapToObj(slot -> Map.entry(members.id(slot), counts[slot]))
            .iterator();
      }

      @Override
      public int size() {
        return counts.length;
      }
    };
  }

  @Override
  public @Nullable Comparator<? super String> comparator() {
    return null;
  }

  @Override
  public SortedMap<String, Long> subMap(String from, String to) {
    return copyOf(new TreeMap<>(this).subMap(from, to));
  }

  @Override
  public SortedMap<String, Long> headMap(String to) {
    return copyOf(new TreeMap<>(this).headMap(to));
  }

  @Override
  public SortedMap<String, Long> tailMap(String from) {
    return copyOf(new TreeMap<>(this).tailMap(from));
  }

  @Override
  public String firstKey() {
    return key(0);
  }

  @Override
  public String lastKey() {
    return key(counts.length - 1);
  }

  private String key(int slot) {
    if (isEmpty()) throw new NoSuchElementException("a clock without members");
    return members.id(slot);
  }
}
