package dev.parley.replica;

import dev.parley.chat.ChatSnapshot;
import dev.parley.chat.accounts.LeaderMessage.Verdict;
import dev.parley.protocol.Ballot;
import dev.parley.protocol.Member;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;
import dev.parley.protocol.multicast.Payload;
import dev.parley.protocol.multicast.Quorum;
import dev.parley.replica.ReplicaProtocol.Event;
import dev.parley.replica.ReplicaProtocol.SendAnswer;
import java.util.List;

/**
 * What {@link ReplicatedChat} asks of its shell, which performs outputs in list order before it
 * gives the next input. Handles of sessions and callers are those that the shell gave.
 */
public sealed interface ReplicaOutput {
  // To this node's clients.

  record Tell<S>(S session, Event event) implements ReplicaOutput {}

  record Answer<R>(R replyTo, SendAnswer answer) implements ReplicaOutput {}

  /** The one answer to a question to the leader. */
  record Judge<C>(C caller, Verdict verdict) implements ReplicaOutput {}

  /** That answer takes a while. */
  record LeaderAwaited<C>(C caller) implements ReplicaOutput {}

  // To the causal multicast.

  record Submit(Payload payload) implements ReplicaOutput {}

  /** This node's store has this: the other members may know. */
  record Durable(VersionVector delivered) implements ReplicaOutput {}

  /** Say when the quorums have this node's message {@code seq}. */
  record AwaitQuorums(long seq, List<Quorum> quorums) implements ReplicaOutput {}

  // To the rest of the node.

  /** Answered by {@link ReplicatedChat#onWritten}; there is one at a time. */
  record Write(ChatStore.Commit commit) implements ReplicaOutput {}

  /** To one member, outside of the multicast. */
  record Send(Transmit transmit) implements ReplicaOutput {}

  /** Others may fetch this state until the next cut. */
  record OfferState(Ballot ballot, ChatSnapshot state) implements ReplicaOutput {}

  /** Answered by {@link ReplicatedChat#onProbed}. */
  record Probe(Member member) implements ReplicaOutput {}

  /** The node was made anew, and has met its cluster's accounts: must be durable when this ends. */
  enum Settled implements ReplicaOutput {
    INSTANCE
  }

  /** The state of now begins {@code view} at the member {@code self}. */
  record ViewBegun(Member self, View view) implements ReplicaOutput {}

  record Log(Severity severity, String sentence) implements ReplicaOutput {}

  enum Severity {
    INFO,
    WARNING,
    ERROR
  }
}
