package dev.parley.protocol.links;

import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.View;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The members with which a member keeps links in one view: the two before and the two behind it on
 * the ring, so that up to five members all see each other's death themselves, and any four that die
 * at once leave a witness for each. Of the two ends of a link the one from which the other is
 * nearer along the ring dials, and the smaller one if that is equal: every pair has one link, and
 * both ends agree on the dialling end without a message.
 *
 * <p>{@code dialled} and {@code expected} do not overlap and never contain the member itself.
 */
record LinkPlan(SortedMap<MemberId, Member> dialled, SortedMap<MemberId, Member> expected) {
  /**
   * How many members in each direction. With one, the second of three dead neighbours would have no
   * witness, and in a group of four a member would learn of a death only by being asked.
   */
  static final int REACH = 2;

  static final LinkPlan NONE = new LinkPlan(new TreeMap<>(), new TreeMap<>());

  LinkPlan {
    dialled = Collections.unmodifiableSortedMap(dialled);
    expected = Collections.unmodifiableSortedMap(expected);
  }

  /** None for a node that is not in {@code view}. */
  static LinkPlan of(View view, MemberId self) {
    int slot = view.slotOf(self);
    if (slot < 0) return NONE;
    int size = view.size();
    SortedMap<MemberId, Member> dialled = new TreeMap<>();
    SortedMap<MemberId, Member> expected = new TreeMap<>();
    for (int distance = 1; distance <= Math.min(REACH, size / 2); distance++) {
      var ahead = view.members().get((slot + distance) % size);
      var behind = view.members().get((slot - distance + size) % size);
      boolean isOpposite = 2 * distance == size;
      if (!isOpposite || self.compareTo(ahead.id()) < 0) dialled.put(ahead.id(), ahead);
      if (!isOpposite || self.compareTo(behind.id()) > 0) expected.put(behind.id(), behind);
    }
    return new LinkPlan(dialled, expected);
  }
}
