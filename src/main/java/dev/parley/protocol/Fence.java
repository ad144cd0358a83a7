package dev.parley.protocol;

/**
 * How far a number that others say may move one of ours. Epochs, Lamport times and numbers of
 * messages grow by one where all is well. One datagram that is forged, or sent by a broken member,
 * must not use up what is left of them: what lies beyond the fence is ignored. It is not cut down
 * to the fence, for whoever says it is wrong about the rest, too.
 *
 * <p>Promises that no single number is final. Does not promise that many small steps do no harm:
 * that needs members who prove who they are.
 */
public final class Fence {
  /**
   * A member of a view goes so far above its own promise at once: it believes a view of others up
   * to there, and begins no ballot beyond. Parts of a partition that change their views ten times a
   * second are apart by less after a day.
   */
  public static final long EPOCH_STEP = 1L << 20;

  /**
   * It promises a ballot of anybody that is so far above: more than a step, or one that others
   * begin above an epoch at the fence would be refused.
   */
  public static final long PROMISE_STEP = 2 * EPOCH_STEP;

  /**
   * And a ballot of its leader, which goes on above its own promise also when it was made to
   * promise at {@link #PROMISE_STEP} itself.
   */
  public static final long LEADER_STEP = 2 * PROMISE_STEP;

  /**
   * It believes that another promised an epoch so far above: more than it would promise itself, so
   * that who was made to promise at the fence alone is heard. Then it goes on in steps until that
   * one can follow.
   */
  public static final long REPORT_STEP = 2 * LEADER_STEP;

  /**
   * A node without a view believes every epoch up to this, and promises it to anybody: it does not
   * know how far the group has come that it wants to join. No group comes as far by view changes.
   */
  public static final long NEWCOMER_EPOCH = 1L << 55;

  /**
   * A leader of such an epoch is still joined. The room above {@link #NEWCOMER_EPOCH} is for those
   * who were made to believe that.
   */
  public static final long JOINED_EPOCH = 1L << 56;

  /** The last epoch that a node begins itself. What is above is left to nobody. */
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

  /** Says whether the epoch of a view of others is believed, so that this node goes above it. */
  public static boolean believes(long heard, long promised, boolean isInView) {
    return heard <= (isInView ? promised + EPOCH_STEP : NEWCOMER_EPOCH);
  }

  /** Says whether it is believed that another promised {@code reported}. */
  public static boolean believesPromise(long reported, long promised, boolean isInView) {
    return reported <= (isInView ? promised + REPORT_STEP : NEWCOMER_EPOCH);
  }

  /** Says whether the leader of a view of this epoch is heard. */
  public static boolean hearsLeader(long heard, long promised, boolean isInView) {
    return isInView ? believes(heard, promised, true) : heard <= JOINED_EPOCH;
  }

  /**
   * Says whether a ballot of this epoch may be promised, if nothing else is against it. {@code
   * isLeaders}: the coordinator leads the view, or was asked by this node to take it in.
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

  /** Says whether an event that claims the Lamport time {@code heard} moves a replica's. */
  public static boolean admitsTime(long heard, long own) {
    return heard - TIME_STEP <= own;
  }

  /** Says whether a message of number {@code heard} can follow {@code highest} in its stream. */
  public static boolean admitsNumber(long heard, long highest) {
    return heard - NUMBER_STEP <= highest;
  }
}
