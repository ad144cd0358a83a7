package dev.parley.protocol.election;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.election.ElectionMessage.Announcement;
import dev.parley.protocol.election.ElectionMessage.Elect;
import dev.parley.protocol.election.ElectionMessage.ElectionId;
import dev.parley.protocol.election.ElectionMessage.HopAck;
import java.util.Optional;

/**
 * A message that travels the ring: a candidacy, or the announcement of its success. {@code
 * hopsLeft} includes the present hop.
 */
record Token(ElectionId election, MemberId candidate, boolean isAnnouncement, int hopsLeft) {
  static Token of(Elect elect) {
    return new Token(elect.election(), elect.candidate(), false, elect.hopsLeft());
  }

  static Token of(Announcement announcement) {
    return new Token(announcement.election(), announcement.winner(), true, announcement.hopsLeft());
  }

  ElectionMessage message() {
    return isAnnouncement
        ? new Announcement(election, candidate, hopsLeft)
        : new Elect(election, candidate, hopsLeft);
  }

  /**
   * The acknowledgement of one hop, which also names the token: there is one of each kind for a
   * candidate in a round.
   */
  HopAck ack() {
    return new HopAck(election, candidate, isAnnouncement);
  }

  /** The token for the next hop, unless it has travelled enough. */
  Optional<Token> onward() {
    if (hopsLeft <= 1) return Optional.empty();
    return Optional.of(new Token(election, candidate, isAnnouncement, hopsLeft - 1));
  }
}
