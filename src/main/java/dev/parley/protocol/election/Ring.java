package dev.parley.protocol.election;

import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Members in the order of their ids, the last followed by the first. The order never changes, as
 * Chang and Roberts's proof requires.
 */
final class Ring {
  private final SortedMap<MemberId, Member> members = new TreeMap<>();

  Ring(Iterable<Member> members) {
    members.forEach(member -> this.members.put(member.id(), member));
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

  /** All ids in ring order, from the smallest. */
  List<MemberId> ids() {
    return List.copyOf(members.keySet());
  }

  /**
   * The first member after {@code id} that is not {@code skipped}; empty if only {@code id} itself
   * is left.
   */
  Optional<Member> successor(MemberId id, Predicate<MemberId> skipped) {
    return onward(id).filter(next -> !skipped.test(next.id())).findFirst();
  }

  /** Says whether a token on its way from {@code from} to {@code to} comes by {@code between}. */
  boolean isBetween(MemberId from, MemberId between, MemberId to) {
    return onward(from)
        .map(Member::id)
        .takeWhile(next -> !next.equals(to))
        .anyMatch(between::equals);
  }

  /** The other members in the order in which a token from {@code id} meets them. */
  private Stream<Member> onward(MemberId id) {
    return Stream.concat(
            members.tailMap(id).values().stream(), members.headMap(id).values().stream())
        .filter(member -> !member.id().equals(id));
  }
}
