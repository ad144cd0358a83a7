package dev.parley.protocol.election;

import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.election.ElectionMessage.ElectionId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The electing members of one view: its members on the ring, without the leader, since an election
 * begins only when the leader is dead; and those of them that are confirmed dead too.
 */
final class RingMembers {
  /**
   * Rounds beyond this are refused: our own never come near, and a foreign one must not overflow
   * the count.
   */
  static final int MAX_ROUND = 1_000_000;

  private final MemberId self;
  private final ViewId view;
  private final Ring ring;
  private final SortedSet<MemberId> dead = new TreeSet<>();
  private final SortedSet<MemberId> suspected = new TreeSet<>();

  /** Any ring; {@link #of} makes that of a view. */
  RingMembers(MemberId self, ViewId view, Ring ring) {
    this.self = self;
    this.view = view;
    this.ring = ring;
  }

  /** Before the first view no member elects. */
  static RingMembers none(MemberId self) {
    return new RingMembers(self, ViewId.none(self), Ring.sorted(List.of()));
  }

  static RingMembers of(MemberId self, View view) {
    var others =
        view.members().stream().filter(member -> !member.id().equals(view.leader())).toList();
    return new RingMembers(self, view.id(), Ring.sorted(others));
  }

  MemberId self() {
    return self;
  }

  ViewId view() {
    return view;
  }

  Ring ring() {
    return ring;
  }

  boolean isDead(MemberId member) {
    return dead.contains(member);
  }

  /** Returns true if that changes anything. */
  boolean onDead(MemberId member) {
    return ring.contains(member) && dead.add(member);
  }

  /** {@code member} is being asked about, and may still be heard. */
  void onSuspected(MemberId member) {
    if (ring.contains(member)) suspected.add(member);
  }

  /** Returns true if that brings a dead member back. */
  boolean onAlive(MemberId member) {
    suspected.remove(member);
    return dead.remove(member);
  }

  /** The successors of the leader, the first before the second: the largest that is trusted. */
  List<MemberId> heirs() {
    var heirs = new ArrayList<>(live());
    heirs.removeAll(suspected);
    heirs.sort(Comparator.reverseOrder());
    return List.copyOf(heirs);
  }

  /** The members that are confirmed dead, beside the leader. */
  List<MemberId> dead() {
    return List.copyOf(dead);
  }

  /** The members that are not confirmed dead, in ring order. */
  List<MemberId> live() {
    return ring.ids().stream().filter(member -> !isDead(member)).toList();
  }

  boolean isAlone() {
    return successor(new TreeSet<>()).isEmpty();
  }

  /** The next live member that is not {@code skipped}, if there is one but this. */
  Optional<Member> successor(SortedSet<MemberId> skipped) {
    return ring.successor(self, member -> isDead(member) || skipped.contains(member));
  }

  /**
   * Twice around: an undisturbed token needs one lap, and one that no member stops must not circle
   * for ever.
   */
  int hopLimit() {
    return 2 * ring.size();
  }

  /**
   * Returns true if {@code from} may send {@code token}: its candidate is on the ring, it has not
   * more hops left than it is given, and on its first hop its sender is its candidate itself. That
   * a member passes on what it received cannot be checked.
   */
  boolean admits(MemberId from, Token token) {
    boolean isOnItsWay = token.hopsLeft() >= 1 && token.hopsLeft() < hopLimit();
    boolean isFirstHop = token.hopsLeft() == hopLimit() && token.candidate().equals(from);
    return ring.contains(token.candidate()) && (isOnItsWay || isFirstHop);
  }

  /**
   * Returns true if {@code from} may take part in {@code election}, and this member may listen; the
   * leader may do neither.
   */
  boolean admits(MemberId from, ElectionId election) {
    return election.view().equals(view)
        && ring.contains(from)
        && !from.equals(self)
        && ring.contains(self)
        && election.round() >= 0
        && election.round() <= MAX_ROUND;
  }
}
