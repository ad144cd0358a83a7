package dev.parley.protocol.election;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import java.util.List;

/** The messages of the ring election; {@code doc/protocol/election.md} describes their use. */
public sealed interface ElectionMessage extends Message {
  ElectionId election();

  /** One attempt to elect in one view; a later round replaces an earlier one. */
  record ElectionId(ViewId view, int round) {}

  /**
   * Mode classic: "these members of the view are alive for me"; all members initiate when all of
   * them send the same list.
   */
  record LiveList(ElectionId election, List<MemberId> live) implements ElectionMessage {
    public LiveList {
      live = View.atMostAll(live);
    }
  }

  /**
   * The token of Chang and Roberts: travels the ring as long as its candidate is the largest.
   * {@code hopsLeft} bounds its travel.
   */
  record Elect(ElectionId election, MemberId candidate, int hopsLeft) implements ElectionMessage {}

  /** Mode classic: the winner's lap around the ring, after which it acts. */
  record Announcement(ElectionId election, MemberId winner, int hopsLeft)
      implements ElectionMessage {}

  /**
   * Acknowledges one hop of {@link Elect} ({@code announcement} false) or {@link Announcement}
   * (true).
   */
  record HopAck(ElectionId election, MemberId candidate, boolean announcement)
      implements ElectionMessage {}

  /**
   * Mode jump: "the leader is dead, and you are the largest that lives". {@code dead}: the members
   * that are dead beside the leader. {@code rank} has a place on the wire because several heirs
   * could once be notified at the same time; {@link #NO_RANK} is sent, and the received rank is
   * ignored.
   */
  record Nominate(ElectionId election, List<MemberId> dead, int rank) implements ElectionMessage {
    static final int NO_RANK = 0;

    public Nominate {
      dead = View.atMostAll(dead);
    }
  }

  /** Acknowledges {@link Nominate}. */
  record NominateAck(ElectionId election) implements ElectionMessage {}
}
