package dev.parley.protocol.election;

import dev.parley.protocol.Destination;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.election.ElectionMessage.ElectionId;
import dev.parley.protocol.election.ElectionMessage.LiveList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Mode classic: the lists of live members that the members sent in one round. Holds one list for
 * each member of the ring.
 */
final class LiveListBarrier {
  private final ElectionId election;
  private final RingMembers electorate;
  private final SortedMap<MemberId, List<MemberId>> lists = new TreeMap<>();
  private long repeatMs;

  LiveListBarrier(ElectionId election, RingMembers electorate) {
    this.election = election;
    this.electorate = electorate;
  }

  /**
   * {@code from}'s latest list replaces its earlier one. One that is longer than the ring is no
   * list of its members.
   */
  void onList(MemberId from, List<MemberId> live) {
    if (live.size() <= electorate.ring().size()) lists.put(from, live);
  }

  /**
   * Sends this member's list to the others, now and again every {@link
   * ElectionSettings#LIST_INTERVAL_MS}: any of them may have missed it.
   */
  List<Output> tell(long nowMs) {
    repeatMs = nowMs + ElectionSettings.LIST_INTERVAL_MS;
    return List.of(
        new Transmit(Destination.Group.INSTANCE, new LiveList(election, electorate.live())));
  }

  boolean isRepeatDue(long nowMs) {
    return nowMs >= repeatMs;
  }

  /** Returns true if every live member but this one sent exactly the list of this one. */
  boolean isAgreed() {
    var live = electorate.live();
    return live.stream()
        .allMatch(member -> member.equals(electorate.self()) || live.equals(lists.get(member)));
  }
}
