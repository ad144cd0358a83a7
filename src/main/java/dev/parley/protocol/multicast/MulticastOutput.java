package dev.parley.protocol.multicast;

import dev.parley.protocol.Ballot;
import dev.parley.protocol.Dot;
import dev.parley.protocol.Output;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;

/** What causal multicast tells the state above it, in delivery order. */
public sealed interface MulticastOutput extends Output {
  /**
   * Delivered, in causal order. {@code frames} says how many of its origin's numbers the message
   * takes, of which its dot has the last.
   */
  record Delivered(Dot dot, int frames, MessageClock clock, Payload payload)
      implements MulticastOutput {}

  /**
   * Everything up to {@code reach} is delivered and nothing more will be before the next view: the
   * moment to take a state snapshot, which others will ask for if {@code isWanted}.
   */
  record CutDelivered(Ballot ballot, VersionVector reach, boolean isWanted)
      implements MulticastOutput {}

  /**
   * The new view, in order with the messages: what was delivered before belongs to the old view,
   * what comes after to this one.
   */
  record ViewDelivered(View view, VersionVector base) implements MulticastOutput {}

  /**
   * This node's own messages up to {@code seq} are held by {@code copies} members, this one
   * included, in the sense and the number of {@link Replication}.
   */
  record Replicated(long seq, int copies) implements MulticastOutput {}

  /**
   * The quorums that were asked for have this node's message {@code seq}, and this member has not
   * answered another coordinator: what {@link CausalChannel#onAwait} asked.
   */
  record Decided(long seq) implements MulticastOutput {}

  /** A submitted payload was not taken: too many wait already. Nothing was sent. */
  record Overloaded(Payload payload) implements MulticastOutput {}
}
