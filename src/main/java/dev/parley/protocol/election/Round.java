package dev.parley.protocol.election;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output;
import dev.parley.protocol.election.ElectionMessage.ElectionId;
import java.util.List;

/**
 * One attempt to elect in one view, in the way of one mode. It is told what concerns its own
 * election id, after that was acknowledged, and nothing any more once it is over. Of several
 * members more than one may win; without loss it is one.
 */
interface Round {
  long NEVER = Long.MAX_VALUE;

  /** What the rounds of all modes need. {@code jitterMs}: how much longer this member waits. */
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
   * What keeps nominations from succeeding for so long (a network on which not everybody reaches
   * everybody) is what a ring goes around.
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

  /** Says whether this member began it, or was drawn into it by a message. */
  boolean isTakingPart();

  /** Says whether this member should coordinate the next view change. */
  boolean isWon();

  /**
   * Says whether the death of {@code member} may have stopped this round for good, as far as this
   * member can know.
   */
  boolean isSpoiltBy(MemberId member);

  /** Who will win as far as this member knows. */
  MemberId bestCandidate();

  /** When nothing comes of it any more; {@link #NEVER} while nothing has begun. */
  long deadlineMs();
}
