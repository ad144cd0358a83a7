package dev.parley.protocol.election;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output;
import dev.parley.protocol.election.ElectionMessage.ElectionId;
import java.util.List;

/**
 * One attempt to elect in one view, in one mode. It receives the events of its own election id,
 * after they were acknowledged, and none once it is over. Of several members more than one may win;
 * without loss it is one.
 */
interface Round {
  long NEVER = Long.MAX_VALUE;

  /**
   * The parameters of a round in any mode. {@code jitterMs}: the additional wait of this member.
   */
  record RoundSpec(
      ElectionId id, RingMembers electorate, ElectionSettings settings, long jitterMs) {
    /** How long to wait for the first acknowledgement of a message. */
    long hopTimeoutMs() {
      return settings.hopTimeoutMs(id.round());
    }

    long lapPatienceMs() {
      return settings.roundTimeoutMs(electorate.ring().size(), id.round()) + jitterMs;
    }

    /** How long an heir that knows of its nomination may keep others waiting. */
    long heirPatienceMs() {
      return settings.heirTimeoutMs(id.round()) + jitterMs;
    }
  }

  static Round of(RoundSpec spec) {
    return switch (spec.settings().mode()) {
      case CLASSIC -> new ClassicRound(spec);
      case EAGER -> new EagerRound(spec);
      case JUMP -> nominating(spec) ? new JumpRound(spec) : new EagerRound(spec);
    };
  }

  /**
   * The cause that keeps nominations from succeeding for so long (a network on which not every
   * member reaches every other) is one that a ring works around.
   */
  private static boolean nominating(RoundSpec spec) {
    return spec.id().round() < ElectionSettings.NOMINATING_ROUNDS;
  }

  /**
   * This member's own failure detection has confirmed the leader's death, maybe after this member
   * was drawn in by others.
   */
  List<Output> begin(long nowMs);

  List<Output> onMessage(MemberId from, ElectionMessage message, long nowMs);

  List<Output> onTick(long nowMs);

  /** {@code member} is suspected, confirmed dead, or heard again: the electorate knows already. */
  List<Output> onSuspected(MemberId member, long nowMs);

  List<Output> onDead(MemberId member, long nowMs);

  List<Output> onAlive(MemberId member, long nowMs);

  /** Returns true if this member began it, and false if a message drew it in. */
  boolean isTakingPart();

  /** Returns true if this member should coordinate the next view change. */
  boolean isWon();

  /**
   * Returns true if the death of {@code member} may have stopped this round for good, as far as
   * this member can know.
   */
  boolean isSpoiltBy(MemberId member);

  /** The future winner as far as this member knows. */
  MemberId bestCandidate();

  /** The time after which the round has failed; {@link #NEVER} while nothing has begun. */
  long deadlineMs();
}
