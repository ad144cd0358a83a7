package dev.parley.protocol.membership;

import java.util.random.RandomGenerator;

/**
 * Decides when this node starts a view change: whether it may, and whether the moment has come. It
 * has no part in safety: whichever node starts one, and however many at once, the participants'
 * promises hold.
 */
final class ViewChangeTrigger {
  private static final long NEVER = -1;

  private final MembershipSettings settings;
  private final RandomGenerator random;
  private final Participant participant;
  private final PendingChanges pending;
  private final MemberDiscovery discovery;

  /** This node won the ring of its view, or was named heir by a leader that leaves. */
  private boolean elected;

  /**
   * Members are frozen under a ballot of this node that came to nothing: only another view change
   * frees them.
   */
  private boolean owed;

  private long wantedSinceMs = NEVER;
  private long notBeforeMs;

  /** How often this node was refused since the last view, at most as often as the wait doubles. */
  private int refusals;

  ViewChangeTrigger(
      MembershipSettings settings,
      RandomGenerator random,
      Participant participant,
      PendingChanges pending,
      MemberDiscovery discovery) {
    this.settings = settings;
    this.random = random;
    this.participant = participant;
    this.pending = pending;
    this.discovery = discovery;
  }

  void onElected() {
    elected = true;
  }

  /** An attempt of this node failed, and the members that promised it are frozen. */
  void onFailed(long nowMs) {
    owed = true;
    notBeforeMs = nowMs;
  }

  /**
   * Another coordinator was first: the next attempt waits, so that the two do not alternate. Each
   * refusal doubles the wait, because the more coordinators there are and the more members they
   * ask, the longer one of them must be left alone.
   */
  void onRefused(long nowMs) {
    owed = true;
    long longestMs = MembershipSettings.FIRST_BACKOFF_MS << refusals;
    refusals = Math.min(refusals + 1, MembershipSettings.BACKOFF_DOUBLINGS);
    notBeforeMs = nowMs + random.nextLong(longestMs + 1);
  }

  /** Another member coordinates now, and releases the members that this node froze. */
  void onOvertaken() {
    elected = false;
    owed = false;
  }

  void onInstalled() {
    onOvertaken();
    refusals = 0;
    wantedSinceMs = NEVER;
  }

  /**
   * Returns true if a view change should start now. Triggers that come close together share one.
   */
  boolean isDue(boolean isLeaving, long nowMs) {
    if (nowMs < notBeforeMs || !isEntitled(isLeaving, nowMs)) return false;
    if (wantedSinceMs == NEVER) wantedSinceMs = nowMs;
    // All members wait for one that was elected or has failed once; a member that dies meanwhile is
    // left out on the way.
    if (!elected && !owed && nowMs - wantedSinceMs < MembershipSettings.COALESCE_MS) return false;
    wantedSinceMs = NEVER;
    return true;
  }

  private boolean isEntitled(boolean isLeaving, long nowMs) {
    // Also one that leaves: the others wait for the member that they elected, and it can leave from
    // the next view.
    if (elected || owed) return true;
    if (isLeaving) return false;
    var view = participant.view();
    if (participant.isFrozen())
      return (view == null || participant.leads()) && isFrozenTooLong(nowMs);
    if (view == null) return discovery.isAlone(nowMs);
    return participant.leads() && pending.isChangeWanted(view, nowMs);
  }

  /** Returns true if this member's coordinator has been silent for so long that others must act. */
  boolean isFrozenTooLong(long nowMs) {
    return participant.isFrozen()
        && nowMs - participant.phaseSinceMs() > MembershipSettings.THAW_TRIES * settings.flushMs();
  }
}
