package dev.parley.protocol;

/**
 * The limits within which a number in a foreign message may move one of our own. Epochs, Lamport
 * times and numbers of messages grow by one in normal operation. One datagram that is forged, or
 * sent by a broken member, must not use up the remaining numbers: a message beyond the fence is
 * ignored. Its number is not cut down to the fence, since the rest of such a message is wrong, too.
 *
 * <p>Promises that no single number is final. Does not promise that many small steps do no harm:
 * that would need authenticated members.
 */
public final class Fence {
  /**
   * The largest step of a member of a view above its own promise: it believes a view of others up
   * to there, and begins no ballot beyond. Parts of a partition that change their views ten times a
   * second differ by less after a day.
   */
  public static final long EPOCH_STEP = 1L << 20;

  /**
   * The largest step to which it promises a ballot of any member: larger than its own step, or a
   * ballot that others begin above an epoch at the fence would be refused.
   */
  public static final long PROMISE_STEP = 2 * EPOCH_STEP;

  /**
   * The largest step to which it promises a ballot of its leader, which continues above its own
   * promise also when it was made to promise at {@link #PROMISE_STEP} itself.
   */
  public static final long LEADER_STEP = 2 * PROMISE_STEP;

  /**
   * The largest step up to which it believes a promise of another: more than it would promise
   * itself, so that a single member that was made to promise at the fence is heard. Then it raises
   * its epoch in steps until that member can follow.
   */
  public static final long REPORT_STEP = 2 * LEADER_STEP;

  /**
   * The largest epoch that a node without a view believes, and promises to any member: it does not
   * know the epoch of the group that it wants to join. No group comes as far by view changes.
   */
  public static final long NEWCOMER_EPOCH = 1L << 55;

  /**
   * The largest epoch of a leader that is still joined. The room above {@link #NEWCOMER_EPOCH} is
   * for leaders that were made to believe that.
   */
  public static final long JOINED_EPOCH = 1L << 56;

  /** The last epoch that a node begins itself. No node begins a larger one. */
  public static final long LAST_EPOCH = 1L << 62;

  /**
   * Lamport times grow by one for each event. The step is larger than that of epochs, because
   * members look at it after different histories, and must nearly always come to the same end.
   */
  public static final long TIME_STEP = 1L << 32;

  /** A newcomer takes the time of the group that it joins, up to this. */
  public static final long NEWCOMER_TIME = 1L << 56;

  /** Numbers of a client's messages have no gaps; a little more is believed than none. */
  public static final long NUMBER_STEP = 1L << 20;

  private Fence() {}

  /**
   * Returns true if the epoch of a view of others is believed, so that this node starts above it.
   */
  public static boolean believes(long heard, long promised, boolean isInView) {
    return heard <= (isInView ? promised + EPOCH_STEP : NEWCOMER_EPOCH);
  }

  /** Returns true if it is believed that another promised {@code reported}. */
  public static boolean believesPromise(long reported, long promised, boolean isInView) {
    return reported <= (isInView ? promised + REPORT_STEP : NEWCOMER_EPOCH);
  }

  /** Returns true if the leader of a view of this epoch is heard. */
  public static boolean hearsLeader(long heard, long promised, boolean isInView) {
    return isInView ? believes(heard, promised, true) : heard <= JOINED_EPOCH;
  }

  /**
   * Returns true if a ballot of this epoch may be promised, if there is no other objection. {@code
   * isLeaders}: the coordinator leads the view, or was asked by this node for admission.
   */
  public static boolean mayPromise(long epoch, long promised, boolean isInView, boolean isLeaders) {
    if (!isInView) return epoch <= (isLeaders ? JOINED_EPOCH : NEWCOMER_EPOCH);
    return epoch <= promised + (isLeaders ? LEADER_STEP : PROMISE_STEP);
  }

  /**
   * The epoch that a node begins that knows of {@code highest}: the next, but in a view no more
   * than a step above its own promise. Only if {@link #hasNext}.
   */
  public static long begins(long highest, long promised, boolean isInView) {
    long next = next(highest);
    return isInView ? Math.min(next, next(promised + EPOCH_STEP)) : next;
  }

  /** The epoch after {@code epoch}; only if {@link #hasNext}. */
  public static long next(long epoch) {
    return Math.addExact(epoch, 1);
  }

  public static boolean hasNext(long epoch) {
    return epoch < LAST_EPOCH;
  }

  /** Returns true if an event that claims the Lamport time {@code heard} moves a replica's. */
  public static boolean admitsTime(long heard, long own) {
    return heard - TIME_STEP <= own;
  }

  /** Returns true if a message of number {@code heard} can follow {@code highest} in its stream. */
  public static boolean admitsNumber(long heard, long highest) {
    return heard - NUMBER_STEP <= highest;
  }
}
