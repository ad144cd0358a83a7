package dev.parley.protocol;

import java.util.List;

/**
 * A notification between the cores of one node. Delivered to every other core of that node, in
 * order per sender, never lost.
 */
public sealed interface Signal extends Output {
  // From membership.

  /**
   * A ballot was promised: stop sending and delivering, and answer {@link Frozen}. A later freeze
   * replaces an earlier one.
   */
  record Freeze(Ballot ballot) implements Signal {}

  /**
   * Deliver until {@code reach} is covered, fetching missing messages from {@code holders}, then
   * answer {@link CutReached}. {@code isWanted}: members of other views lack part of it and will
   * ask for the state, or this member asks for theirs, and compares them with its own.
   */
  record CutDecided(Ballot ballot, VersionVector reach, List<Member> holders, boolean isWanted)
      implements Signal {}

  /**
   * The view is in force: from here on send and deliver in it. {@code base} is the set of messages
   * that every one of its members has delivered.
   */
  record ViewInstalled(View view, VersionVector base) implements Signal {}

  /**
   * A later incarnation of {@code member}'s node was seen, so this one is dead: no silence needs to
   * be waited for.
   */
  record ProvenDead(MemberId member) implements Signal {}

  // From failure detection.

  /**
   * {@code member} of the current view has been silent for too long; the others are being asked.
   */
  record Suspected(MemberId member, long silentMs) implements Signal {}

  /**
   * The others agree that {@code member} is silent in {@code view}: it may be excluded, and if it
   * leads, an election may start. Claims nothing about any later view, of which it may be a living
   * member again: signals of different cores may cross.
   */
  record Confirmed(ViewId view, MemberId member) implements Signal {}

  /** {@code member} was heard again after {@link Suspected} or {@link Confirmed}. */
  record Cleared(MemberId member) implements Signal {}

  // From election.

  /**
   * This node won the ring of the view {@code view}: it may try a view change. Leadership begins at
   * {@link ViewInstalled}.
   */
  record Elected(ViewId view) implements Signal {}

  /**
   * Another member has confirmed that {@code member} is silent in {@code view}: failure detection
   * should signal {@link Confirmed} too, without another question, as soon as it has not heard of
   * it lately itself.
   */
  record Accused(ViewId view, MemberId member) implements Signal {}

  // From multicast.

  /** The answer to {@link Freeze}: the messages that this node has delivered and holds. */
  record Frozen(Ballot ballot, FlushReport report) implements Signal {}

  /**
   * {@code member} of {@code view} is alive and reports its deliveries, but for a long time has not
   * delivered messages that all other members have.
   */
  record Stalled(ViewId view, MemberId member) implements Signal {}

  /** The answer to {@link CutDecided}. */
  record CutReached(Ballot ballot) implements Signal {}
}
