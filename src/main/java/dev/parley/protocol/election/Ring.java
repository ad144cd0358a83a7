package dev.parley.protocol.election;

import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Members in an order that never changes, as Chang and Roberts's proof requires; the last is
 * followed by the first. The ring of a view is in the order of the ids.
 */
final class Ring {
  private final SortedMap<MemberId, Member> members = new TreeMap<>();
  private final SortedMap<MemberId, Integer> places = new TreeMap<>();
  private final List<Member> order;

  private Ring(List<Member> order) {
    this.order = List.copyOf(order);
    for (var member : order) {
      places.put(member.id(), places.size());
      members.put(member.id(), member);
    }
    if (places.size() != order.size())
      throw new IllegalArgumentException("a member has one place on a ring: " + order);
  }

  /** In the order of the ids. */
  static Ring sorted(List<Member> members) {
    return new Ring(members.stream().sorted().toList());
  }

  /** In the order in which they are given. */
  static Ring inOrder(List<Member> members) {
    return new Ring(members);
  }

  int size() {
    return members.size();
  }

  boolean contains(MemberId id) {
    return members.containsKey(id);
  }

  Optional<Member> member(MemberId id) {
    return Optional.ofNullable(members.get(id));
  }

  /** All ids in ring order. */
  List<MemberId> ids() {
    return order.stream().map(Member::id).toList();
  }

  /**
   * The first member after {@code id} that is not {@code skipped}; empty if only {@code id} itself
   * is left.
   */
  Optional<Member> successor(MemberId id, Predicate<MemberId> skipped) {
    return onward(id).filter(next -> !skipped.test(next.id())).findFirst();
  }

  /**
   * Returns true if a token on its way from {@code from} to {@code to} comes by {@code between}.
   */
  boolean isBetween(MemberId from, MemberId between, MemberId to) {
    return onward(from)
        .map(Member::id)
        .takeWhile(next -> !next.equals(to))
        .anyMatch(between::equals);
  }

  /** The other members in the order in which a token from {@code id} meets them. */
  private Stream<Member> onward(MemberId id) {
    var place = places.get(id);
    if (place == null) return Stream.empty();
    return IntStream.range(1, size()).mapToObj(step -> order.get((place + step) % size()));
  }
}
