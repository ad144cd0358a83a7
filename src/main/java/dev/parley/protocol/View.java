package dev.parley.protocol;

import java.util.List;
import java.util.Optional;

/**
 * An agreed member list. Members are sorted by id without repetition; the index of a member in that
 * list is its <em>slot</em>, which orders the entries of vectors on the wire. All members that
 * install a view of one id install the same list.
 */
public record View(ViewId id, List<Member> members) {
  /** More members than this are refused: the protocols are built for groups of 2 to 50. */
  public static final int MAX_MEMBERS = 64;

  public View {
    if (members.isEmpty() || members.size() > MAX_MEMBERS) {
      throw new IllegalArgumentException(
          "a view has 1 to " + MAX_MEMBERS + " members, this one has " + members.size());
    }
    for (int i = 1; i < members.size(); i++) {
      if (members.get(i - 1).compareTo(members.get(i)) >= 0) {
        throw new IllegalArgumentException("members must be sorted and distinct: " + members);
      }
    }
    members = List.copyOf(members);
  }

  /** Sorts the members; two members with the same id are refused. */
  public static View of(ViewId id, Iterable<Member> members) {
    var sorted = new java.util.ArrayList<Member>();
    members.forEach(sorted::add);
    sorted.sort(null);
    return new View(id, sorted);
  }

  /**
   * An immutable copy of a list with an entry for each of some members. A longer list than that of
   * all members is an IllegalArgumentException: no view is as large.
   */
  public static <T> List<T> atMostAll(List<T> ofMembers) {
    if (ofMembers.size() > MAX_MEMBERS)
      throw new IllegalArgumentException(
          "a list of " + ofMembers.size() + ", a view has at most " + MAX_MEMBERS + " members");
    return List.copyOf(ofMembers);
  }

  public MemberId leader() {
    return id.leader();
  }

  public int size() {
    return members.size();
  }

  public boolean contains(MemberId member) {
    return slotOf(member) >= 0;
  }

  /** The slot of {@code member}, or -1 if it is not in this view. */
  public int slotOf(MemberId member) {
    for (int i = 0; i < members.size(); i++) {
      if (members.get(i).id().equals(member)) return i;
    }
    return -1;
  }

  public Optional<Member> member(MemberId id) {
    int slot = slotOf(id);
    return slot < 0 ? Optional.empty() : Optional.of(members.get(slot));
  }

  /** The ids of the members, by slot. */
  public List<MemberId> ids() {
    return members.stream().map(Member::id).toList();
  }
}
