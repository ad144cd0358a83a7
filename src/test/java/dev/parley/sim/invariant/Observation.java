package dev.parley.sim.invariant;

import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.Ballot;
import dev.parley.protocol.Dot;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * What the simulator saw, in the order in which it happened. Payloads are numbered over the whole
 * run; a state is the set of payloads that a process has applied.
 */
public sealed interface Observation {
  /** {@code node} made durable that it promised {@code epoch}. */
  record Promised(String node, long epoch) implements Observation {}

  /** {@code member} reported to the coordinator of {@code ballot}. */
  record Answered(MemberId member, Ballot ballot) implements Observation {}

  /** The multicast of {@code member} stopped delivering. */
  record Frozen(MemberId member) implements Observation {}

  /** The multicast of {@code member} was told to deliver up to {@code reach}. */
  record CutDecided(MemberId member, VersionVector reach) implements Observation {}

  /** The multicast of {@code member} says that it delivered the cut. */
  record CutDelivered(MemberId member) implements Observation {}

  /** {@code past}: what the application at {@code member} had seen or submitted before. */
  record Submitted(MemberId member, int payload, BitSet past) implements Observation {}

  /**
   * {@code state} is that of the process just before; {@code applied} the number of the origin's
   * message that was last applied there; {@code frames} how many numbers this message takes.
   */
  record Delivered(MemberId member, Dot dot, int payload, BitSet state, long applied, int frames)
      implements Observation {}

  /** {@code state}: after fetched states were merged. */
  record ViewDelivered(MemberId member, View view, VersionVector base, BitSet state)
      implements Observation {}

  /** Only of real nodes: the hash of the chat's state at the beginning of {@code view}. */
  record StateBegun(MemberId member, ViewId view, String digest) implements Observation {}

  /** What the multicast of {@code member} holds back, and what it keeps for repair. */
  record Buffers(MemberId member, int heldBack, int unstable) implements Observation {}

  /** The members that run and reach each other are said to have found together. */
  record Settled(Map<MemberId, View> views) implements Observation {}

  /** From here on nothing goes wrong, and the cluster has found together. */
  record QuietBegan() implements Observation {}

  record QuietEnded() implements Observation {}

  /** {@code member} sent a message of an election. */
  record ElectionTold(MemberId member) implements Observation {}

  /** {@code member} won the ring of {@code view}. */
  record Elected(MemberId member, ViewId view) implements Observation {}

  /** The process of {@code member} died, or its protocols did. */
  record Crashed(MemberId member) implements Observation {}

  /**
   * A datagram was lost or very late, a process stood still, a clock was wrong, somebody left, or
   * failure detection erred. At least once between any such event and the next view delivered.
   */
  record Disturbed() implements Observation {}

  record LeaveRequested(MemberId member) implements Observation {}

  /** {@code member} was told that it is no longer in the group. */
  record Left(MemberId member) implements Observation {}

  /** {@code who} wrote a message to {@code to}, the next of its stream. */
  record Wrote(UserName who, MessageId id, UserName to) implements Observation {}

  /** {@code who} wrote to a room; {@code copies}: for whom the message under each id is. */
  record Posted(UserName who, MessageId id, SortedMap<MessageId, UserName> copies)
      implements Observation {}

  /** The sender was told so; {@code disks}: how many machines have it on disk now. */
  record Accepted(MessageId id, int copies, int disks) implements Observation {}

  /**
   * The {@code client} of {@code by} is shown a message by a server; {@code isKept}: that server's
   * disk has it.
   */
  record Shown(UserName by, String client, MessageId id, boolean isKept) implements Observation {}

  /** A server of the client pushes a message in its session number {@code session}. */
  record Pushed(String client, long session, boolean isStored) implements Observation {}

  /** The disk of {@code node} has these messages now, and those no more. */
  record Kept(String node, List<MessageId> arrived, List<MessageId> gone) implements Observation {}

  /** The client was told that its new server does not know all that it has seen. */
  record FellBehind(String client) implements Observation {}

  /** {@code states}: those of all processes that ever were. */
  record Replicated(MemberId member, long seq, int copies, List<BitSet> states)
      implements Observation {}
}
