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
   * A member of a view believes an epoch that is so far above its own promise. Parts of a partition
   * that change their views ten times a second are apart by less after a day.
   */
  public static final long EPOCH_STEP = 1L << 20;

  /**
   * And promises a ballot that is so far above: more than what it believes, or one that its own
   * leader begins above an epoch at the fence would be refused by all others.
   */
  public static final long PROMISE_STEP = 2 * EPOCH_STEP;

  /**
   * A node without a view believes and promises every epoch up to this: it does not know how far
   * the group has come that it wants to join. No group comes as far by view changes.
   */
  public static final long NEWCOMER_EPOCH = 1L << 56;

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

  /** Says whether an epoch is believed that was heard from others. */
  public static boolean believes(long heard, long promised, boolean isInView) {
    return heard <= (isInView ? promised + EPOCH_STEP : NEWCOMER_EPOCH);
  }

  /** Says whether a ballot of this epoch may be promised, if nothing else is against it. */
  public static boolean mayPromise(long epoch, long promised, boolean isInView) {
    return epoch <= (isInView ? promised + PROMISE_STEP : NEWCOMER_EPOCH);
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
