package dev.parley.replica;

import dev.parley.chat.BucketDigests;
import dev.parley.chat.accounts.LeaderMessage.Verdict;
import dev.parley.chat.history.ArchiveQuestion;
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
 * The requests of {@link ReplicatedChat} to its shell, which performs outputs in list order before
 * it gives the next input. Handles of sessions and callers are those that the shell gave.
 */
public sealed interface ReplicaOutput {
  // Outputs to this node's clients.

  record Tell<S>(S session, Event event) implements ReplicaOutput {}

  record Answer<R>(R replyTo, SendAnswer answer) implements ReplicaOutput {}

  /** The one answer to a question to the leader. */
  record Judge<C>(C caller, Verdict verdict) implements ReplicaOutput {}

  /** The answer takes a while. */
  record LeaderAwaited<C>(C caller) implements ReplicaOutput {}

  // Outputs to the causal multicast.

  record Submit(Payload payload) implements ReplicaOutput {}

  /** This node's store has {@code delivered}: the other members may be notified. */
  record Durable(VersionVector delivered) implements ReplicaOutput {}

  /** Asks for a notification when the quorums hold this node's message {@code seq}. */
  record AwaitQuorums(long seq, List<Quorum> quorums) implements ReplicaOutput {}

  // Outputs to the rest of the node.

  /** A commit to write, answered by {@link ReplicatedChat#onWritten}; there is one at a time. */
  record Write(ChatStore.Commit commit) implements ReplicaOutput {}

  /** A message to one member, outside the multicast. */
  record Send(Transmit transmit) implements ReplicaOutput {}

  /** Other members may fetch this state until the next cut. */
  record OfferState(Ballot ballot, BucketDigests digests) implements ReplicaOutput {}

  /**
   * Everything that was copied before {@link ReplicatedChat#onCopyAwaited} is durable; {@code news}
   * buckets of it were different, or not known, before the last such output.
   */
  record CopyKept(BucketDigests digests, int news) implements ReplicaOutput {}

  /** A probe of a member's machine, answered by {@link ReplicatedChat#onProbed}. */
  record Probe(Member member) implements ReplicaOutput {}

  /**
   * The node has a new identity, and has now met its cluster's accounts: that must be durable when
   * this ends.
   */
  enum Settled implements ReplicaOutput {
    INSTANCE
  }

  /** The present state is the one with which {@code view} starts at the member {@code self}. */
  record ViewBegun(Member self, View view) implements ReplicaOutput {}

  record Log(Severity severity, String sentence) implements ReplicaOutput {}

  /** Find this in what is kept of conversations, for this session. */
  record ReadArchive<S>(S session, ArchiveQuestion question) implements ReplicaOutput {}

  enum Severity {
    DEBUG,
    INFO,
    WARNING,
    ERROR
  }
}
