package dev.parley.chat.model;

import java.util.Arrays;
import java.util.Collection;

/** The ids of the members that a vector clock has counts of: many clocks have the same ones. */
public final class ClockMembers implements Comparable<ClockMembers> {
  static final ClockMembers NONE = new ClockMembers(new String[0]);

  private final String[] ids;

  private ClockMembers(String[] ids) {
    this.ids = ids;
  }

  /** {@code sorted} are different ids in their order. */
  static ClockMembers of(Collection<String> sorted) {
    return sorted.isEmpty() ? NONE : new ClockMembers(sorted.toArray(String[]::new));
  }

  String id(int slot) {
    return ids[slot];
  }

  public int size() {
    return ids.length;
  }

  /** The characters of all ids. */
  public int length() {
    return Arrays.stream(ids).mapToInt(String::length).sum();
  }

  /** The slot of this id; negative if it is not one of them. */
  int slot(String id) {
    return Arrays.binarySearch(ids, id);
  }

  /** An order without a meaning. */
  @Override
  public int compareTo(ClockMembers other) {
    return Arrays.compare(ids, other.ids);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ClockMembers members && Arrays.equals(ids, members.ids);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(ids);
  }
}
