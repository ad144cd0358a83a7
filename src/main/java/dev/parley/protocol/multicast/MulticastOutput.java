package dev.parley.protocol.multicast;

import dev.parley.protocol.Ballot;
import dev.parley.protocol.Dot;
import dev.parley.protocol.Output;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;

/** The outputs of causal multicast to the state above it, in delivery order. */
public sealed interface MulticastOutput extends Output {
  /**
   * Delivered, in causal order. {@code frames} is the number of its origin's sequence numbers that
   * the message takes; its dot has the last of them.
   */
  record Delivered(Dot dot, int frames, MessageClock clock, Payload payload)
      implements MulticastOutput {}

  /**
   * Everything up to {@code reach} is delivered and nothing more will be before the next view: the
   * moment to take a state snapshot, which others will ask for, or which is compared with theirs,
   * if {@code isWanted}.
   */
  record CutDelivered(Ballot ballot, VersionVector reach, boolean isWanted)
      implements MulticastOutput {}

  /**
   * The new view, in order with the messages: messages delivered before it belong to the old view,
   * messages delivered after it to this one.
   */
  record ViewDelivered(View view, VersionVector base) implements MulticastOutput {}

  /**
   * This node's own messages up to {@code seq} are held by {@code copies} members, this one
   * included, in the sense and the number of {@link Replication}.
   */
  record Replicated(long seq, int copies) implements MulticastOutput {}

  /**
   * The requested quorums have this node's message {@code seq}, and this member has not answered
   * another coordinator: the result of {@link CausalChannel#onAwait}.
   */
  record Decided(long seq) implements MulticastOutput {}

  /** A submitted payload was not taken: too many wait already. Nothing was sent. */
  record Overloaded(Payload payload) implements MulticastOutput {}
}
