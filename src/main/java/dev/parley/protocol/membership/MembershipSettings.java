package dev.parley.protocol.membership;

import dev.parley.protocol.Core;

/**
 * The timers of membership, in milliseconds: {@code aloneAfterMs} until a node that hears no leader
 * forms a group of its own, {@code announceMs} between a leader's announcements, {@code prepareMs}
 * for a joiner to answer one PREPARE (three times), {@code flushMs} after which a frozen member
 * asks about the view change. {@code terms} are the settings that all members must share.
 */
public record MembershipSettings(
    long aloneAfterMs, long announceMs, long prepareMs, long flushMs, SharedSettings terms) {
  /**
   * A member that fetches a state keeps the others waiting for at most this long, however slowly it
   * comes: a gigabyte takes less in a fast network, and in a slow one the group should continue.
   */
  public static final long MAX_FETCH_MS = 60_000;

  /**
   * A node copies what it lacks for at most this long before it asks to join. After that all wait
   * for the rest of it, at the speed of the network.
   */
  public static final long MAX_COPY_MS = 60_000;

  /**
   * Triggers that come this close together share one view change. This is for joiners and leavers;
   * deaths share one however they come, since a dead member is waited for until its death is
   * confirmed.
   */
  public static final long COALESCE_MS = 20;

  /**
   * A member whose later incarnation asks for the leader is left out in the view that admits that
   * incarnation, if it reports within this time that it is ready: a process that has just started
   * takes more than {@link #COALESCE_MS} to do so, and copies first what it lacks. Two view changes
   * would be one too many.
   */
  public static final long REBIRTH_PATIENCE_MS = 1_000;

  /** How often an unanswered request is sent again in the long run. */
  public static final long RESEND_MS = 50;

  /**
   * A question of a view change is relayed every this many attempts: more rarely than it is asked,
   * because every member forwards it, and not before a slow disk has had its time.
   */
  public static final int RELAY_ATTEMPTS = 4;

  /**
   * A question of a view change is first sent again after this part of the prepare time, 10 ms
   * where that is 300: a group that waits for one lost datagram makes no progress.
   */
  static final int FIRST_RESEND_PART = 30;

  /** The interval at which a node without a view asks for the leader. */
  public static final long DISCOVER_MS = 100;

  /**
   * A leader that left this many questions of a joiner unanswered is gone. If it is not, that costs
   * a merge; one in fifteen does, where three of ten datagrams are lost.
   */
  public static final int UNANSWERED_DISCOVERS = 4;

  /** A leader that was silent for this long is gone, however rarely it was asked. */
  public static final long LEADER_PATIENCE_MS = 3_000;

  /**
   * After this many prepare times a target that has not answered, and that no member watches, is
   * left out.
   */
  public static final int PREPARE_TRIES = 3;

  /** After this many flush times a view change without progress is started again. */
  public static final int FLUSH_TRIES = 10;

  /** A member that was frozen for this many flush times asks for another view change. */
  public static final int THAW_TRIES = 3;

  /**
   * A coordinator that was refused once waits up to this long, so that two of them do not refuse
   * each other for ever.
   */
  public static final long FIRST_BACKOFF_MS = 200;

  /** How often that doubles: five coordinators of twenty nodes refused each other for seconds. */
  static final int BACKOFF_DOUBLINGS = 3;

  /**
   * Parts of a healed partition that one view change asks, the coordinator's own among them: each
   * has a state that all others fetch, while every member is frozen. More wait for the next, which
   * follows at once.
   */
  public static final int MAX_MERGED_PARTS = 4;

  /** Joiners that wait: more must ask again. */
  public static final int MAX_JOINERS = 64;

  /** Timers without terms to agree on. */
  public MembershipSettings(long aloneAfterMs, long announceMs, long prepareMs, long flushMs) {
    this(aloneAfterMs, announceMs, prepareMs, flushMs, SharedSettings.NONE);
  }

  public MembershipSettings {
    if (aloneAfterMs < DISCOVER_MS) {
      throw new IllegalArgumentException(
          "alone-after ("
              + aloneAfterMs
              + " ms) must be at least one discovery ("
              + DISCOVER_MS
              + " ms)");
    }
    requireTick("announce-interval", announceMs);
    requireTick("prepare-timeout", prepareMs);
    // Three of the one and three of the other: a member must not turn away from a leader that may
    // still be asking.
    if (flushMs < prepareMs) {
      throw new IllegalArgumentException(
          "flush-timeout ("
              + flushMs
              + " ms) must be at least prepare-timeout ("
              + prepareMs
              + " ms)");
    }
  }

  private static void requireTick(String key, long timerMs) {
    if (timerMs < Core.TICK_MS) {
      throw new IllegalArgumentException(
          key + " (" + timerMs + " ms) must be at least one tick (" + Core.TICK_MS + " ms)");
    }
  }

  /** The pause before a question of a view change is sent again that was {@code resent} times. */
  long resendMs(int resent) {
    long firstMs = Math.max(Core.TICK_MS, prepareMs / FIRST_RESEND_PART);
    // Three doublings reach the limit from the shortest pause.
    return Math.min(RESEND_MS, firstMs << Math.min(resent, 3));
  }
}
